package dev.keelson.raftstore.archive;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Reads an object as {@link ObjectOutput} wrote it. What was read counts only after {@link
 * #finish}: then all of it has been held against its digest. All complaints are {@link BadArchive}
 * and name the object.
 */
final class ObjectInput extends InputStream {
  private final String name;
  private final MessageDigest digest = ArchiveKey.digest();
  private final InputStream plain;
  private final DataInputStream in;
  private final ObjectHeader header;
  private final Optional<Frames> sealed;
  private byte[] frame = {};
  private int at;
  private long frames;
  private boolean last;

  /** Closes {@code in} where it throws. */
  ObjectInput(InputStream in, String name, Optional<ArchiveKey> key) throws IOException {
    this.name = name;
    this.plain = in;
    DigestInputStream summed = new DigestInputStream(in, digest);
    this.in = new DataInputStream(summed);
    try {
      this.header = ObjectHeader.read(summed, name);
      if (!header.name().equals(name)) {
        throw new BadArchive(name + " is in truth " + header.name() + ": it was renamed");
      }
      this.sealed = frames(header, name, key);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private static Optional<Frames> frames(ObjectHeader header, String name, Optional<ArchiveKey> key)
      throws IOException {
    if (header.sealing().isEmpty()) {
      if (key.isPresent()) {
        throw new BadArchive(
            name + " is not encrypted, but a key was given: leave out the key file to read it");
      }
      return Optional.empty();
    }
    ObjectHeader.Sealing sealing = header.sealing().get();
    if (key.isEmpty()) {
      throw new BadArchive(
          "%s is encrypted with key %s: give its file".formatted(name, sealing.key()));
    }
    if (!sealing.key().equals(key.get().id())) {
      throw new BadArchive(
          "%s is encrypted with key %s; the key given is %s"
              .formatted(name, sealing.key(), key.get().id()));
    }
    return Optional.of(new Frames(key.get().of(sealing.salt()), header.encode()));
  }

  ObjectHeader header() {
    return header;
  }

  @Override
  public int read() throws IOException {
    return fill() ? frame[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int part = Math.min(length, frame.length - at);
    System.arraycopy(frame, at, into, from, part);
    at += part;
    return part;
  }

  private boolean fill() throws IOException {
    while (at == frame.length && !last) {
      next();
    }
    return at < frame.length;
  }

  private void next() throws IOException {
    try {
      int word = in.readInt();
      int length = word & ~ObjectOutput.LAST;
      if (length > ObjectOutput.FRAME + Frames.TAG) {
        throw damaged("frame " + frames + " has " + length + " bytes");
      }
      byte[] body = new byte[length];
      in.readFully(body);
      last = word < 0;
      frame = sealed.isPresent() ? sealed.get().open(frames, last, body) : body;
      at = 0;
      frames++;
    } catch (EOFException e) {
      throw new BadArchive(name + " is cut short", e);
    } catch (GeneralSecurityException e) {
      throw new BadArchive(name + " is damaged: frame " + frames + " does not decrypt", e);
    }
  }

  BadArchive damaged(String what) {
    return new BadArchive(name + " is damaged: " + what);
  }

  /** Reads what is left, and returns the digest, which is right. */
  byte[] finish() throws IOException {
    while (fill()) {
      at = frame.length;
    }
    byte[] sum = digest.digest();
    byte[] stored = plain.readNBytes(ObjectHeader.DIGEST);
    if (stored.length < ObjectHeader.DIGEST) {
      throw new BadArchive(name + " is cut short");
    }
    if (!MessageDigest.isEqual(sum, stored)) {
      throw damaged("its SHA-256 is wrong");
    }
    if (plain.read() >= 0) {
      throw damaged("there are bytes after its end");
    }
    return sum;
  }

  @Override
  public void close() throws IOException {
    plain.close();
  }
}
