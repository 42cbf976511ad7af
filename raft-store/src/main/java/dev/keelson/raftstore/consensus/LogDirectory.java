package dev.keelson.raftstore.consensus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of a log before Ratis opens them: the right ones, in the right place, whole. */
final class LogDirectory {
  /** {@code log_<first>-<last>}, and {@code log_inprogress_<first>}. */
  private static final Pattern SEGMENT = Pattern.compile("log_(?:inprogress_)?(\\d+)(?:-(\\d+))?");

  private LogDirectory() {}

  /** Throws IllegalStateException with a line for the operator where they are not. */
  static void prepare(LogConfig config) throws IOException {
    Files.createDirectories(config.directory());
    refuseOtherClusters(config);
    EntriesPlace.prepare(config);
    Path current = current(config);
    refuseGaps(current);
    TornTail.cut(current);
  }

  private static void refuseOtherClusters(LogConfig config) throws IOException {
    UUID ours = PeerIds.group(config.clusterId()).getUuid();
    for (Path child : Directories.children(config.directory())) {
      String name = child.getFileName().toString();
      if (name.length() == 36 && !name.equals(ours.toString())) {
        throw new IllegalStateException(
            "%s holds the log of another cluster (group %s, not %s)"
                .formatted(config.directory(), name, ours));
      }
    }
  }

  /** Where Ratis keeps the entries. */
  static Path current(LogConfig config) {
    return config
        .directory()
        .resolve(PeerIds.group(config.clusterId()).getUuid().toString())
        .resolve("current");
  }

  /**
   * Entries between two that are there must be there: a segment was lost. Whether those before the
   * first are needed, the state machine knows.
   */
  private static void refuseGaps(Path current) throws IOException {
    TreeMap<Long, Long> segments = new TreeMap<>(); // last by first; an open one's is not known
    for (Path file : Directories.children(current)) {
      Matcher name = SEGMENT.matcher(file.getFileName().toString());
      if (name.matches()) {
        long last = name.group(2) == null ? Long.MAX_VALUE : Long.parseLong(name.group(2));
        segments.put(Long.parseLong(name.group(1)), last);
      }
    }
    long next = segments.isEmpty() ? 0 : segments.firstKey();
    for (Map.Entry<Long, Long> segment : segments.entrySet()) {
      if (segment.getKey() > next) {
        throw new IllegalStateException(
            "entries %d to %d are missing from the log in %s: empty this member's data and let it join anew"
                .formatted(next, segment.getKey() - 1, current));
      }
      next = segment.getValue() == Long.MAX_VALUE ? Long.MAX_VALUE : segment.getValue() + 1;
    }
  }
}
