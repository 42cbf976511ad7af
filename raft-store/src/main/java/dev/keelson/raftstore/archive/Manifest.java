package dev.keelson.raftstore.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The object that says whose archive it is: {@code keelson-archive 1 cluster HEX}. */
final class Manifest {
  static final String NAME = "archive";

  private static final Pattern TEXT =
      Pattern.compile("keelson-archive (\\d+) cluster ([0-9a-f]{1,16})\n");
  private static final int MOST = 1024;

  private Manifest() {}

  /** The cluster; empty where there is no archive yet. */
  static Optional<Long> read(ArchiveTarget target) throws IOException {
    String text;
    try (InputStream in = target.get(NAME)) {
      text = new String(in.readNBytes(MOST), StandardCharsets.US_ASCII);
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
    Matcher match = TEXT.matcher(text);
    if (!match.matches()) {
      throw new BadArchive(NAME + " in " + target + " does not say whose archive it is");
    }
    if (!match.group(1).equals(Integer.toString(ObjectHeader.VERSION))) {
      throw new BadArchive(
          "the archive %s has version %s; this release knows %d"
              .formatted(target, match.group(1), ObjectHeader.VERSION));
    }
    return Optional.of(Long.parseUnsignedLong(match.group(2), 16));
  }

  /** Throws {@link BadArchive} where it is another cluster's. */
  static Optional<Long> check(ArchiveTarget target, long cluster) throws IOException {
    Optional<Long> found = read(target);
    if (found.isPresent() && found.get() != cluster) {
      throw new BadArchive(
          "the archive %s is that of cluster %x, not of this one, which is %x: give another place"
              .formatted(target, found.get(), cluster));
    }
    return found;
  }

  /** Makes it this cluster's, unless it is. */
  static void claim(ArchiveTarget target, long cluster) throws IOException {
    if (check(target, cluster).isEmpty()) {
      byte[] text =
          "keelson-archive %d cluster %x\n"
              .formatted(ObjectHeader.VERSION, cluster)
              .getBytes(StandardCharsets.US_ASCII);
      target.put(NAME, out -> out.write(text));
    }
  }
}
