package dev.keelson.launcher.etcd;

import dev.keelson.raftstore.archive.ArchiveConfig;
import dev.keelson.raftstore.archive.ArchiveKey;
import dev.keelson.raftstore.archive.DirectoryTarget;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the {@code archive-*} flags say. */
final class ArchiveSettings {
  private static final Duration LEAST_INTERVAL = Duration.ofMillis(10);
  private static final Duration LEAST_CHECKPOINT = Duration.ofSeconds(1);

  private ArchiveSettings() {}

  /** Empty without {@code --archive-dir}; then none of the others may be given. */
  static Optional<ArchiveConfig> of(Settings settings) {
    String directory = settings.text("archive-dir");
    if (directory.isEmpty()) {
      for (String flag :
          List.of(
              "archive-interval",
              "archive-checkpoint-interval",
              "archive-retention",
              "archive-key-file")) {
        if (settings.isSet(flag) && settings.differs(EtcdFlags.get(flag))) {
          throw new BadSetting("--" + flag + " says how to archive, but --archive-dir is not set");
        }
      }
      return Optional.empty();
    }
    return Optional.of(
        new ArchiveConfig(
            new DirectoryTarget(Path.of(directory)),
            atLeast(settings, "archive-interval", LEAST_INTERVAL),
            atLeast(settings, "archive-checkpoint-interval", LEAST_CHECKPOINT),
            atLeast(settings, "archive-retention", Duration.ZERO),
            key(settings.text("archive-key-file")),
            ArchiveConfig.defaultBuffer()));
  }

  private static Duration atLeast(Settings settings, String flag, Duration least) {
    Duration value = settings.duration(flag);
    if (value.compareTo(least) < 0) {
      throw new BadSetting(
          "--%s must be at least %dms (set to %dms)"
              .formatted(flag, least.toMillis(), value.toMillis()));
    }
    return value;
  }

  private static Optional<ArchiveKey> key(String file) {
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(ArchiveKey.read(Path.of(file)));
    } catch (NoSuchFileException e) {
      throw new BadSetting("--archive-key-file " + file + ": no such file");
    } catch (IOException e) {
      throw new BadSetting("--archive-key-file: " + e.getMessage());
    }
  }
}
