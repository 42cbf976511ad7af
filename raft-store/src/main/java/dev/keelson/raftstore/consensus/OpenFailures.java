package dev.keelson.raftstore.consensus;

import java.io.IOException;
import java.util.Optional;
import org.apache.ratis.util.ExitUtils;

/** What Ratis throws while it opens, as {@link RatisLog#open} tells it. */
final class OpenFailures {
  private OpenFailures() {}

  /** What went wrong on one of Ratis' threads, without the futures it came through. */
  static RuntimeException plain(Exception e) throws IOException {
    Throwable cause = LeaderCall.unwrapped(e);
    return switch (cause) {
      case IOException io -> throw io;
      case ExitUtils.ExitException exit when exit.getCause() instanceof IOException io -> throw io;
      case RuntimeException known when ioProblem(known).isPresent() -> throw ioProblem(known).get();
      case RuntimeException known -> known;
      default -> new IllegalStateException("the log did not start", cause);
    };
  }

  /** Ratis wraps a file that it cannot read, or does not believe, in exceptions of its own. */
  private static Optional<IOException> ioProblem(Throwable e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException io) {
        return Optional.of(io);
      }
    }
    return Optional.empty();
  }
}
