package dev.keelson.raftstore.archive;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Optional;
import javax.crypto.SecretKey;

/**
 * Writes an object: header, frames, SHA-256 of all before. A frame is its length (4 bytes, the
 * uppermost bit set on the last one) and up to {@value #FRAME} bytes; where the object is encrypted
 * they are sealed by {@link Frames}.
 */
final class ObjectOutput extends OutputStream {
  static final int FRAME = 256 << 10;
  static final int LAST = 0x8000_0000;

  private final MessageDigest digest = ArchiveKey.digest();
  private final OutputStream plain;
  private final DataOutputStream out;
  private final Optional<Frames> sealed;
  private final byte[] buffer = new byte[FRAME];
  private int filled;
  private long frames;

  ObjectOutput(OutputStream out, ObjectHeader header, Optional<ArchiveKey> key) throws IOException {
    byte[] front = header.encode();
    this.plain = out;
    this.out = new DataOutputStream(new DigestOutputStream(out, digest));
    this.out.write(front);
    this.sealed =
        header
            .sealing()
            .map(
                sealing -> {
                  SecretKey own = key.orElseThrow().of(sealing.salt());
                  return new Frames(own, front);
                });
  }

  @Override
  public void write(int b) throws IOException {
    room();
    buffer[filled++] = (byte) b;
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    int at = from;
    int left = length;
    while (left > 0) {
      room();
      int part = Math.min(left, FRAME - filled);
      System.arraycopy(bytes, at, buffer, filled, part);
      filled += part;
      at += part;
      left -= part;
    }
  }

  private void room() throws IOException {
    if (filled == FRAME) {
      frame(false);
    }
  }

  private void frame(boolean last) throws IOException {
    byte[] body = buffer;
    int length = filled;
    if (sealed.isPresent()) {
      body = sealed.get().seal(frames, last, buffer, filled);
      length = body.length;
    }
    out.writeInt(last ? length | LAST : length);
    out.write(body, 0, length);
    filled = 0;
    frames++;
  }

  /** Ends the object; its digest, by which the next one names it. The stream below stays open. */
  byte[] finish() throws IOException {
    frame(true);
    out.flush();
    byte[] sum = digest.digest();
    plain.write(sum);
    return sum;
  }
}
