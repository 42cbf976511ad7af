package dev.keelson.launcher.backup;

import dev.keelson.launcher.etcd.OneLine;
import dev.keelson.launcher.snapshot.Misuse;
import dev.keelson.launcher.snapshot.Words;
import dev.keelson.raftstore.archive.Archive;
import dev.keelson.raftstore.archive.ArchiveKey;
import dev.keelson.raftstore.archive.BadArchive;
import dev.keelson.raftstore.archive.DirectoryTarget;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** What all commands on an archive have in common. */
final class Archives {
  static final int FAILED = 1;
  static final int BAD_ARGUMENTS = 128;

  private Archives() {}

  /** By {@code --archive} and {@code --archive-key-file}. */
  static Archive open(Words words, Progress progress) throws IOException {
    Path directory =
        words
            .text("archive")
            .map(Path::of)
            .orElseThrow(() -> new Misuse("--archive DIR says where the archive is"));
    Optional<ArchiveKey> key = Optional.empty();
    Optional<String> file = words.text("archive-key-file");
    if (file.isPresent()) {
      key = Optional.of(ArchiveKey.read(Path.of(file.get())));
    }
    return Archive.open(
        new DirectoryTarget(directory),
        key,
        objects -> progress.tell(() -> objects + " objects found"));
  }

  /** One line for people: a restore goes on with an older checkpoint. */
  static String passedOver(String why) {
    return "Warning: " + why + "; an older checkpoint is taken, and the entries since";
  }

  /** One line for people. */
  static String line(Exception e) {
    return switch (e) {
      case BadArchive bad -> String.valueOf(bad.getMessage());
      case NoSuchFileException missing -> missing.getFile() + ": no such file";
      case AccessDeniedException denied -> denied.getFile() + ": permission denied";
      case FileSystemException named -> String.valueOf(named.getMessage());
      case IOException io when io.getMessage() != null -> io.getMessage();
      default -> OneLine.of(e);
    };
  }
}
