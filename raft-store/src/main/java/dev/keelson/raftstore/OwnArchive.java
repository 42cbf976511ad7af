package dev.keelson.raftstore;

import dev.keelson.raftstore.archive.ArchiveConfig;
import dev.keelson.raftstore.archive.Archiver;
import dev.keelson.raftstore.archive.BadArchive;
import dev.keelson.raftstore.member.Identity;
import java.time.InstantSource;

/** The archive that a member fills with what it applies. */
final class OwnArchive {
  private OwnArchive() {}

  /** Fed from now on. Throws {@link CannotStart} where the archive is another cluster's. */
  static Archiver open(
      ArchiveConfig archive, Identity identity, DataDirectory directory, StoreApplier applier) {
    try {
      Archiver opened =
          Archiver.open(
              archive,
              identity.clusterId(),
              identity.self(),
              directory.archiveNote(),
              () -> applier.whenReady().join().export(),
              InstantSource.system());
      applier.archiveTo(opened.feed());
      opened.start(applier.applied());
      return opened;
    } catch (BadArchive e) {
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    }
  }
}
