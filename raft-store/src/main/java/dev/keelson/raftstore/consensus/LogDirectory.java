package dev.keelson.raftstore.consensus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** The files of a log before Ratis opens them: the right ones, in the right place, whole. */
final class LogDirectory {
  private LogDirectory() {}

  /** Throws IllegalStateException with a line for the operator where they are not. */
  static void prepare(LogConfig config) throws IOException {
    Files.createDirectories(config.directory());
    refuseOtherClusters(config);
    EntriesPlace.prepare(config);
    TornTail.cut(config);
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
}
