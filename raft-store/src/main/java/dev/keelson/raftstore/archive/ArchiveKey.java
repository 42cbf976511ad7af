package dev.keelson.raftstore.archive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret of an encrypted archive: 32 bytes. Every object has a key of its own, made of this one
 * and the object's salt, so that frames can be numbered instead of drawn.
 */
public final class ArchiveKey {
  public static final int LENGTH = 32;

  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private final byte[] secret;

  public ArchiveKey(byte[] secret) {
    if (secret.length != LENGTH) {
      throw new IllegalArgumentException("key of " + secret.length + " bytes, not " + LENGTH);
    }
    this.secret = secret.clone();
  }

  /**
   * From a file of exactly {@value #LENGTH} bytes that its owner alone may read or write. Throws
   * IOException, with one line, otherwise.
   */
  public static ArchiveKey read(Path file) throws IOException {
    EnumSet<PosixFilePermission> open = EnumSet.copyOf(OTHERS);
    open.retainAll(Files.getPosixFilePermissions(file));
    if (!open.isEmpty()) {
      throw new IOException(
          "archive key file " + file + " can be read or written by others: chmod 600 it");
    }
    if (Files.size(file) != LENGTH) {
      throw new IOException(
          "archive key file %s has %d bytes, not %d: make one with head -c %d /dev/urandom"
              .formatted(file, Files.size(file), LENGTH, LENGTH));
    }
    return new ArchiveKey(Files.readAllBytes(file));
  }

  /** Tells keys apart and says nothing of them: 8 bytes of a digest, in hexadecimal. */
  public String id() {
    byte[] digest = mac("keelson archive key id".getBytes(StandardCharsets.US_ASCII));
    return HexFormat.of().formatHex(Arrays.copyOf(digest, 8));
  }

  /** The key of the object with that salt. */
  SecretKey of(byte[] salt) {
    return new SecretKeySpec(mac(salt), "AES");
  }

  private byte[] mac(byte[] text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Names the key, never its bytes. */
  @Override
  public String toString() {
    return "key " + id();
  }
}
