package dev.keelson.raftstore.consensus;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Whether a member has been the only voter of its cluster for all that its log may hold: a word in
 * a file beside the log, written before another voter is taken in. A member that was never in
 * company has promised nothing to any leader ({@link LeaseGrace}), and needs no lease.
 *
 * <p>The log itself says it too, but only once it is open, and then an election may be under way.
 */
final class Company {
  private static final String FILE = "company";
  private static final String ALONE = "alone\n";
  private static final String SHARED = "shared\n";

  private Company() {}

  static boolean isAlone(LogConfig config) throws IOException {
    Path file = config.directory().resolve(FILE);
    if (Files.exists(file)) {
      return Files.readString(file).equals(ALONE);
    }
    return config.beginning() == LogConfig.Beginning.FOUNDER && config.peers().size() == 1;
  }

  /** Durable when it returns. */
  static void write(LogConfig config, boolean alone) throws IOException {
    Path directory = config.directory();
    Path file = directory.resolve(FILE);
    Path next = directory.resolve(FILE + ".tmp");
    Files.writeString(next, alone ? ALONE : SHARED);
    sync(next);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    sync(directory);
  }

  private static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
