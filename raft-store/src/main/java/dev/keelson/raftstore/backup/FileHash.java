package dev.keelson.raftstore.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The SHA-256 that a snapshot carries after its last page. A file copied out of a data directory
 * has none: it is known by its length, which is whole sectors of 512 bytes and the hash (rule 60).
 */
public final class FileHash {
  public static final int BYTES = 32;
  private static final int SECTOR = 512;
  private static final int BUFFER = 1 << 20;

  private FileHash() {}

  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Whether a file of {@code length} bytes ends with a hash. */
  public static boolean isCarried(long length) {
    return length % SECTOR == BYTES;
  }

  /**
   * Throws {@link BadSnapshot} where there is no hash, or not the right one. Reads the whole file.
   */
  public static void verify(Path path) throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      long length = file.size();
      if (!isCarried(length)) {
        throw new BadSnapshot(
            path
                + " has no hash at its end ("
                + length
                + " bytes): it is cut short, or was copied from a data directory;"
                + " in that case say --skip-hash-check");
      }
      MessageDigest digest = digest();
      ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
      for (long left = length - BYTES; left > 0; ) {
        buffer.clear().limit((int) Math.min(BUFFER, left));
        int read = file.read(buffer);
        if (read < 0) {
          throw new BadSnapshot(path + " became shorter while it was read");
        }
        digest.update(buffer.flip());
        left -= read;
      }
      ByteBuffer carried = ByteBuffer.allocate(BYTES);
      while (carried.hasRemaining() && file.read(carried) >= 0) {
        // until it is whole
      }
      byte[] found = digest.digest();
      if (!Arrays.equals(found, carried.array())) {
        throw new BadSnapshot(
            "%s is damaged: expected sha256 %s, got %s"
                .formatted(
                    path,
                    HexFormat.of().formatHex(carried.array()),
                    HexFormat.of().formatHex(found)));
      }
    }
  }
}
