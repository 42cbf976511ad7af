package dev.keelson.raftstore.consensus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A leader's lease rests on its followers denying votes for one election timeout after they heard
 * from it. A member that starts again has forgotten what it heard, so it keeps still until whatever
 * its last life may have promised is over.
 *
 * <p>Its last life ended, at the latest, when this process began, or when the log was closed in
 * this very process.
 */
final class LeaseGrace {
  private static final Map<Path, Long> CLOSED_NANOS = new ConcurrentHashMap<>();

  private LeaseGrace() {}

  static void closed(Path directory) {
    CLOSED_NANOS.put(key(directory), System.nanoTime());
  }

  /**
   * How long to wait before this member may take part. Not at all with an empty directory: nothing
   * was promised in a new cluster, and in an old one Ratis' candidates do not count the votes of an
   * empty log.
   */
  static Duration remaining(Path directory, Duration electionTimeout) throws IOException {
    if (Directories.children(directory).isEmpty()) {
      return Duration.ZERO;
    }
    Long closed = CLOSED_NANOS.get(key(directory));
    Duration since = closed != null ? Duration.ofNanos(System.nanoTime() - closed) : sinceStart();
    Duration left = electionTimeout.minus(since);
    if (left.isNegative()) {
      return Duration.ZERO;
    }
    return left.compareTo(electionTimeout) > 0
        ? electionTimeout
        : left; // a clock that was set back
  }

  /**
   * By the clock that nobody sets, where the system tells; a date that was set forward since the
   * start would end the wait too soon.
   */
  private static Duration sinceStart() throws IOException {
    Path stat = Path.of("/proc/self/stat");
    Path uptime = Path.of("/proc/uptime");
    if (Files.isReadable(stat) && Files.isReadable(uptime)) {
      return sinceStart(Files.readString(stat), Files.readString(uptime));
    }
    return ProcessHandle.current()
        .info()
        .startInstant()
        .map(start -> Duration.between(start, Instant.now()))
        .orElse(Duration.ZERO);
  }

  /**
   * Both count from the start of the machine. {@code stat}: its 22nd word, in hundredths of a
   * second; the second, the name of the program in parentheses, may hold anything. {@code uptime}:
   * its first, in seconds.
   */
  static Duration sinceStart(String stat, String uptime) {
    String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long startMillis = 10 * Long.parseLong(afterName[19]);
    long nowMillis = Math.round(1e3 * Double.parseDouble(uptime.split(" ")[0]));
    return Duration.ofMillis(nowMillis - startMillis);
  }

  private static Path key(Path directory) {
    return directory.toAbsolutePath().normalize();
  }
}
