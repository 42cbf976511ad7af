package dev.keelson.raftstore.tls;

import dev.keelson.raftstore.tls.TlsConfig.KeyPairFiles;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A certificate that a member makes for itself (auto-tls): it encrypts and proves nothing. P-256,
 * named as etcd names it, for a number of 365-day years; X.509 v3 (RFC 5280) in some sixty lines,
 * so that no library is loaded for it.
 */
public final class SelfSigned {
  private static final Logger LOG = LoggerFactory.getLogger(SelfSigned.class);
  private static final byte[] ECDSA_SHA256 = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
  private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'");
  private static final DateTimeFormatter GENERAL = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'");
  private static final int LAST_UTC_YEAR = 2049;

  private SelfSigned() {}

  /**
   * {@code cert.pem} and {@code key.pem} (0600) in {@code directory}: those that lie there, or new
   * ones, which stay.
   *
   * @param hosts names and addresses as text that the certificate is for
   * @param years 1 or more
   * @throws TlsFault nothing can be written there
   */
  public static KeyPairFiles in(Path directory, List<String> hosts, long years, Instant now) {
    KeyPairFiles files =
        new KeyPairFiles(
            directory.toAbsolutePath().resolve("cert.pem"),
            directory.toAbsolutePath().resolve("key.pem"));
    if (Files.exists(files.certificate()) && Files.exists(files.key())) {
      return files;
    }
    Instant end = ZonedDateTime.ofInstant(now, ZoneOffset.UTC).plusDays(365 * years).toInstant();
    LOG.atWarn()
        .addKeyValue("certificate-validity-bound-not-after", end.toString())
        .log("automatically generate certificates");
    try {
      Files.createDirectories(directory, owner(directory, "rwx------"));
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      java.security.KeyPair pair = generator.generateKeyPair();
      write(files.key(), "PRIVATE KEY", pair.getPrivate().getEncoded(), "rw-------");
      write(files.certificate(), "CERTIFICATE", certificate(pair, hosts, now, end), "rw-r--r--");
    } catch (IOException | GeneralSecurityException e) {
      throw new TlsFault(
          "cannot make a certificate in "
              + directory
              + ": "
              + e.getMessage()
              + "; give --cert-file and --key-file, or a data directory that can be written",
          e);
    }
    LOG.atInfo().addKeyValue("path", files.certificate()).log("created cert file");
    LOG.atInfo().addKeyValue("path", files.key()).log("created key file");
    return files;
  }

  private static byte[] certificate(
      java.security.KeyPair pair, List<String> hosts, Instant now, Instant end)
      throws GeneralSecurityException {
    byte[] name =
        Der.sequence(
            Der.element(Der.SET, Der.sequence(Der.oid("2.5.4.10"), text("etcd")))); // organization
    byte[] content =
        Der.sequence(
            Der.element(Der.context(0), Der.integer(BigInteger.TWO)), // version 3
            Der.integer(new BigInteger(127, new SecureRandom()).add(BigInteger.ONE)),
            ECDSA_SHA256,
            name,
            Der.sequence(time(now), time(end)),
            name,
            pair.getPublic().getEncoded(),
            Der.element(Der.context(3), extensions(hosts)));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(pair.getPrivate());
    signature.update(content);
    return Der.sequence(content, ECDSA_SHA256, Der.bits(signature.sign()));
  }

  private static byte[] extensions(List<String> hosts) {
    List<byte[]> names = new ArrayList<>();
    for (String host : hosts) {
      try {
        names.add(Der.element(0x87, InetAddress.ofLiteral(host).getAddress()));
      } catch (IllegalArgumentException _) {
        names.add(Der.element(0x82, host.getBytes(StandardCharsets.US_ASCII)));
      }
    }
    byte[] alternative = Der.sequence(names.toArray(byte[][]::new));
    // digital signature, key encipherment and CRL sign; a CA, so that it can be trusted as one
    byte[] usage = Der.element(Der.BIT_STRING, new byte[] {1, (byte) 0b1010_0010});
    byte[] authority = Der.sequence(Der.element(Der.BOOLEAN, new byte[] {(byte) 0xff}));
    byte[] server = Der.sequence(Der.oid("1.3.6.1.5.5.7.3.1"));
    return names.isEmpty()
        ? Der.sequence(
            critical("2.5.29.15", usage),
            extension("2.5.29.37", server),
            critical("2.5.29.19", authority))
        : Der.sequence(
            critical("2.5.29.15", usage),
            extension("2.5.29.37", server),
            critical("2.5.29.19", authority),
            extension("2.5.29.17", alternative));
  }

  private static byte[] extension(String oid, byte[] value) {
    return Der.sequence(Der.oid(oid), Der.element(Der.OCTET_STRING, value));
  }

  private static byte[] critical(String oid, byte[] value) {
    return Der.sequence(
        Der.oid(oid),
        Der.element(Der.BOOLEAN, new byte[] {(byte) 0xff}),
        Der.element(Der.OCTET_STRING, value));
  }

  private static byte[] text(String text) {
    return Der.element(Der.UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] time(Instant instant) {
    ZonedDateTime time = instant.atZone(ZoneOffset.UTC);
    boolean utc = time.getYear() <= LAST_UTC_YEAR;
    String text = (utc ? UTC : GENERAL).format(time);
    return Der.element(
        utc ? Der.UTC_TIME : Der.GENERALIZED_TIME, text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Whole or not at all, and never open to others for a moment. */
  private static void write(Path file, String label, byte[] der, String mode) throws IOException {
    Path half = file.resolveSibling(file.getFileName() + ".tmp");
    Files.deleteIfExists(half);
    Files.createFile(half, owner(half, mode));
    Files.writeString(half, Pem.text(label, der));
    Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static FileAttribute<?>[] owner(Path file, String mode) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }
}
