package dev.keelson.raftstore.consensus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.apache.ratis.server.storage.RaftStorageMetadata;

/**
 * Where a member's entries are: in the directory of its log, or in one of their own, on a disk of
 * their own. Then Ratis' directory for them is a link to it. The checkpoints stay: they share files
 * with the store.
 *
 * <p>It is decided at the first start. A later one that says otherwise is refused, because it would
 * begin an empty log beside the one that there is.
 */
final class EntriesPlace {
  /** Below the given directory, which may be the root of a file system and is never quite empty. */
  private static final String NAME = "keelson";

  private EntriesPlace() {}

  /** Before Ratis opens. Throws IllegalStateException with a line for the operator. */
  static void prepare(LogConfig config) throws IOException {
    Path root = config.directory().resolve(PeerIds.group(config.clusterId()).getUuid().toString());
    Path link = root.resolve("current");
    Optional<Path> wanted = config.entries().map(path -> path.toAbsolutePath().normalize());
    if (Files.isSymbolicLink(link)) {
      checkSame(wanted, link);
    } else if (wanted.isPresent()) {
      if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
        throw new IllegalStateException(
            "this member's log is in %s since its first start, which named no --wal-dir: start it without --wal-dir, or empty its data and let it join anew with it"
                .formatted(link));
      }
      begin(root, link, wanted.get());
      Directories.forceOne(config.directory());
    }
  }

  private static void checkSame(Optional<Path> wanted, Path link) throws IOException {
    Path there = Files.readSymbolicLink(link);
    Path given = there.getParent();
    if (wanted.isEmpty()) {
      throw new IllegalStateException(
          "this member's log is in %s since its first start: start it with --wal-dir=%s"
              .formatted(there, given));
    }
    if (!wanted.get().equals(given)
        && !(Files.isDirectory(there)
            && Files.isDirectory(wanted.get().resolve(NAME))
            && Files.isSameFile(there, wanted.get().resolve(NAME)))) {
      throw new IllegalStateException(
          "this member's log is in %s since its first start, not in %s: start it with --wal-dir=%s"
              .formatted(there, wanted.get(), given));
    }
    if (!Files.isDirectory(there)) {
      throw new IllegalStateException(
          "this member's log in %s is gone: mount its disk, or empty this member's data and let it join anew"
              .formatted(there));
    }
  }

  private static void begin(Path root, Path link, Path given) throws IOException {
    Path entries = given.resolve(NAME);
    if (Files.exists(entries) && !Directories.children(entries).isEmpty()) {
      throw new IllegalStateException(
          "%s holds a log already, and this member's data directory is new: give another --wal-dir, or empty it"
              .formatted(entries));
    }
    Files.createDirectories(entries);
    Files.createDirectories(root);
    format(entries);
    Directories.force(entries);
    Directories.forceOne(given);
    Files.createSymbolicLink(link, entries);
    Directories.forceOne(root);
  }

  /** As Ratis leaves a new directory; where it does that itself, it replaces the link. */
  private static void format(Path entries) throws IOException {
    RaftStorageMetadata first = RaftStorageMetadata.getDefault();
    Properties properties = new Properties();
    properties.setProperty("term", Long.toString(first.getTerm()));
    properties.setProperty("votedFor", first.getVotedFor().toString());
    try (var out = Files.newBufferedWriter(entries.resolve("raft-meta"))) {
      properties.store(out, "");
    }
  }
}
