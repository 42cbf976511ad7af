package dev.keelson.launcher.etcd;

import static dev.keelson.launcher.etcd.Flag.Group.ARCHIVE;
import static dev.keelson.launcher.etcd.Flag.flag;
import static dev.keelson.launcher.etcd.FlagType.DURATION;
import static dev.keelson.launcher.etcd.FlagType.STRING;
import static dev.keelson.launcher.etcd.Treatment.IMPLEMENTED;

import java.util.List;

/** Continuous archive: Keelson's own, etcd has nothing like it. */
final class ArchiveFlags {
  static final List<Flag> TABLE =
      List.of(
          flag(
              ARCHIVE,
              "archive-dir",
              STRING,
              "",
              IMPLEMENTED,
              "Archive every change into this directory, from which keelson restore makes any"
                  + " revision again."),
          flag(
              ARCHIVE,
              "archive-interval",
              DURATION,
              "1s",
              IMPLEMENTED,
              "How long a change may wait before it is archived."),
          flag(
              ARCHIVE,
              "archive-checkpoint-interval",
              DURATION,
              "1h",
              IMPLEMENTED,
              "How often the whole store is archived; a restore replays what came after."),
          flag(
              ARCHIVE,
              "archive-retention",
              DURATION,
              "168h",
              IMPLEMENTED,
              "How far back every moment can be restored; 0 is for ever."),
          flag(
              ARCHIVE,
              "archive-key-file",
              STRING,
              "",
              IMPLEMENTED,
              "Encrypt the archive with these 32 bytes (AES-256-GCM)."));

  private ArchiveFlags() {}
}
