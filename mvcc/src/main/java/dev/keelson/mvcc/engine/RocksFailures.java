package dev.keelson.mvcc.engine;

import java.nio.file.Path;
import java.util.Locale;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** Turns what RocksDB throws into words that say what to do. */
final class RocksFailures {
  private RocksFailures() {}

  /** {@code doing} completes "cannot …". */
  static EngineFailure of(Path directory, String doing, RocksDBException e) {
    return new EngineFailure(
        "cannot " + doing + ": " + advice(directory, e) + " [" + e.getMessage() + "]", e);
  }

  private static String advice(Path directory, RocksDBException e) {
    Status status = e.getStatus();
    String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    if (text.contains("lock file") || text.contains("lock hold by")) {
      return "data directory " + directory + " is used by another process; stop it first";
    }
    if (text.contains("no space left")
        || (status != null && status.getSubCode() == Status.SubCode.NoSpace)) {
      return "the disk of " + directory + " is full; make room and start the member again";
    }
    if (text.startsWith("corruption")
        || (status != null && status.getCode() == Status.Code.Corruption)) {
      return "data in "
          + directory
          + " is damaged; move the directory away and let the member copy from another one, or restore a snapshot";
    }
    return "RocksDB failed in " + directory;
  }
}
