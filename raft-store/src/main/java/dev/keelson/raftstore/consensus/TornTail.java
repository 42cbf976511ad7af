package dev.keelson.raftstore.consensus;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last entry of a log whose machine lost power while it was written. The file was filled with
 * zeros before, and a disk writes whole sectors: of such an entry some sector is still zeros, and
 * nothing follows it. It was never synced, so nobody was told of it, and it is cut off. Ratis would
 * refuse the log. An entry that is wrong in any other way is damage, and stays for Ratis to refuse.
 *
 * <p>A segment: 8 bytes that say what it is; then per entry its length as varint, its bytes and
 * four bytes of CRC-32C over both; then zeros. Source: Ratis' {@code SegmentedRaftLogFormat} and
 * {@code SegmentedRaftLogReader}; the rule of the sectors is that of etcd's WAL.
 */
final class TornTail {
  private static final Logger LOG = LoggerFactory.getLogger(TornTail.class);

  private static final String OPEN = "log_inprogress_";
  private static final int HEADER_BYTES = 8;
  private static final int CHECKSUM_BYTES = 4;

  /** Unit: bytes. Larger ones consist of several of these. */
  private static final int SECTOR_BYTES = 512;

  private TornTail() {}

  /** Before Ratis opens. */
  static void cut(Path current) throws IOException {
    for (Path file : Directories.children(current)) {
      if (file.getFileName().toString().startsWith(OPEN)) {
        cutOne(file);
      }
    }
  }

  private static void cutOne(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      OptionalLong torn =
          find(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()).asReadOnlyBuffer());
      if (torn.isPresent()) {
        LOG.warn(
            "{} ends with an entry that was being written when the machine lost power: cut off at"
                + " byte {}; nobody was told of it",
            file,
            torn.getAsLong());
        channel.truncate(torn.getAsLong());
        channel.force(true);
      }
    }
  }

  /** Where a torn entry begins; empty where every entry is whole, or wrong in another way. */
  static OptionalLong find(ByteBuffer segment) {
    int at = HEADER_BYTES;
    while (at < segment.limit() && segment.get(at) != 0) {
      int end = end(segment, at);
      if (end < 0) {
        return OptionalLong.empty(); // it ends within the entry, which Ratis knows how to take
      }
      if (!isWhole(segment, at, end)) {
        return hasEmptySector(segment, at, end) && isZero(segment, end, segment.limit())
            ? OptionalLong.of(at)
            : OptionalLong.empty();
      }
      at = end;
    }
    return OptionalLong.empty();
  }

  /** After the checksum of the entry at {@code start}; -1 = past the end of the file. */
  private static int end(ByteBuffer segment, int start) {
    long length = 0;
    int at = start;
    for (int shift = 0; ; shift += 7) {
      if (at >= segment.limit() || shift > 28) {
        return -1;
      }
      byte b = segment.get(at++);
      length |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        break;
      }
    }
    long end = at + length + CHECKSUM_BYTES;
    return end > segment.limit() ? -1 : (int) end;
  }

  private static boolean isWhole(ByteBuffer segment, int start, int end) {
    CRC32C checksum = new CRC32C();
    checksum.update(segment.duplicate().position(start).limit(end - CHECKSUM_BYTES));
    return (int) checksum.getValue() == segment.getInt(end - CHECKSUM_BYTES);
  }

  private static boolean hasEmptySector(ByteBuffer segment, int start, int end) {
    for (int from = start; from < end; ) {
      int to = Math.min(end, (from / SECTOR_BYTES + 1) * SECTOR_BYTES);
      if (isZero(segment, from, to)) {
        return true;
      }
      from = to;
    }
    return false;
  }

  private static boolean isZero(ByteBuffer segment, int from, int to) {
    for (int at = from; at < to; at++) {
      if (segment.get(at) != 0) {
        return false;
      }
    }
    return true;
  }
}
