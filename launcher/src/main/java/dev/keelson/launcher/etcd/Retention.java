package dev.keelson.launcher.etcd;

import dev.keelson.raftstore.RaftStoreConfig.AutoCompaction;
import java.time.Duration;

/** Reads {@code --auto-compaction-mode} and {@code --auto-compaction-retention} (rule 18). */
final class Retention {
  private Retention() {}

  static AutoCompaction parse(String mode, String retention) {
    boolean periodic =
        switch (mode) {
          case "periodic" -> true;
          case "revision" -> false;
          case "" -> throw new BadSetting("undefined auto-compaction-mode");
          default -> throw new BadSetting("unknown auto-compaction-mode \"" + mode + "\"");
        };
    boolean plain = retention.matches("[+]?[0-9]{1,18}");
    long number = plain ? Long.parseLong(retention) : 0;
    if (plain && number == 0) {
      return new AutoCompaction.Off();
    }
    if (plain && periodic) {
      return new AutoCompaction.Periodic(Duration.ofHours(number));
    }
    if (plain) {
      return new AutoCompaction.Revisions(number);
    }
    Duration length =
        GoDuration.parse(retention)
            .orElseThrow(
                () ->
                    new BadSetting(
                        "error parsing CompactionRetention: time: invalid duration \""
                            + retention
                            + "\""));
    if (length.isZero() || length.isNegative()) {
      return new AutoCompaction.Off();
    }
    // etcd takes a duration in revision mode for its nanoseconds; so many revisions are kept
    return periodic
        ? new AutoCompaction.Periodic(length)
        : new AutoCompaction.Revisions(length.toNanos());
  }
}
