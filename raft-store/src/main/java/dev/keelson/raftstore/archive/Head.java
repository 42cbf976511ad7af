package dev.keelson.raftstore.archive;

import dev.keelson.mvcc.LogPosition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far the segments of a run have come at least: what a chain of digests cannot say of its own
 * end. Written after the segment that it names, now and then and when the archiver ends, so it is
 * never ahead; whoever loses the last segments and not this object is told of it. The object {@code
 * RUN/head}, one line of text with a CRC-32C.
 */
record Head(Stamp last) {
  private static final Pattern TEXT =
      Pattern.compile(
          "(keelson-archive-head 1 index (\\d{1,19}) term (\\d{1,19}) revision (\\d{1,19})"
              + " millis (\\d{1,19})) crc ([0-9a-f]{8})\n");
  private static final String END = "/head";
  private static final int MOST = 1024;

  static String name(String run) {
    return run + END;
  }

  static boolean isName(String object) {
    return object.endsWith(END);
  }

  /** Of an object's name. */
  static String run(String object) {
    return object.substring(0, object.length() - END.length());
  }

  void write(ArchiveTarget target, String run) throws IOException {
    String text =
        "keelson-archive-head 1 index %d term %d revision %d millis %d"
            .formatted(last.index(), last.position().term(), last.revision(), last.millis());
    byte[] line = "%s crc %08x\n".formatted(text, crc(text)).getBytes(StandardCharsets.US_ASCII);
    target.put(name(run), out -> out.write(line));
  }

  /** Empty where the run has none. Throws {@link BadArchive} naming the object. */
  static Optional<Head> read(ArchiveTarget target, String run) throws IOException {
    String text;
    try (InputStream in = target.get(name(run))) {
      text = new String(in.readNBytes(MOST), StandardCharsets.US_ASCII);
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
    Matcher match = TEXT.matcher(text);
    if (!match.matches() || crc(match.group(1)) != Integer.parseUnsignedInt(match.group(6), 16)) {
      throw new BadArchive(name(run) + " is damaged: it does not say where the run ended");
    }
    try {
      LogPosition position =
          new LogPosition(Long.parseLong(match.group(3)), Long.parseLong(match.group(2)));
      return Optional.of(
          new Head(
              new Stamp(position, Long.parseLong(match.group(4)), Long.parseLong(match.group(5)))));
    } catch (NumberFormatException e) {
      throw new BadArchive(name(run) + " is damaged: it does not say where the run ended", e);
    }
  }

  private static int crc(String text) {
    return ObjectHeader.crc(text.getBytes(StandardCharsets.US_ASCII));
  }
}
