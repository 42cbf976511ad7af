package dev.keelson.raftstore.consensus;

import dev.keelson.mvcc.LogPosition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.jspecify.annotations.Nullable;

/**
 * A finished checkpoint: the directory {@code snapshot.<term>_<index>}, whose name exists only once
 * its content is complete. Its files carry no digest: Ratis then digests them while it reads them
 * to send.
 */
final class Checkpoint implements SnapshotInfo {
  private static final Pattern NAME = Pattern.compile("snapshot\\.(\\d+)_(\\d+)");
  private static final String DIGEST_SUFFIX = ".md5";

  private final LogPosition position;
  private final Path directory;
  private volatile long lastReadNanos;
  private volatile boolean wasRead;
  private @Nullable List<FileInfo> files;

  Checkpoint(LogPosition position, Path directory) {
    this.position = position;
    this.directory = directory;
  }

  static Path directory(Path parent, LogPosition position) {
    return parent.resolve("snapshot." + position.term() + "_" + position.index());
  }

  /** The checkpoint that a directory is by its name. */
  static Optional<Checkpoint> at(Path directory) {
    Matcher m = NAME.matcher(directory.getFileName().toString());
    return m.matches() && Files.isDirectory(directory)
        ? Optional.of(
            new Checkpoint(
                new LogPosition(Long.parseLong(m.group(1)), Long.parseLong(m.group(2))), directory))
        : Optional.empty();
  }

  LogPosition position() {
    return position;
  }

  Path directory() {
    return directory;
  }

  /**
   * Whether someone has read its file list lately; the sender of a snapshot asks for it before
   * every chunk.
   */
  boolean isBeingSent(long nowNanos, long quietNanos) {
    return wasRead && nowNanos - lastReadNanos < quietNanos;
  }

  @Override
  public TermIndex getTermIndex() {
    return TermIndex.valueOf(position.term(), position.index());
  }

  @Override
  public synchronized List<FileInfo> getFiles() {
    lastReadNanos = System.nanoTime();
    wasRead = true;
    List<FileInfo> known = files;
    if (known == null) {
      known = list();
      files = known;
    }
    return known;
  }

  private List<FileInfo> list() {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile)
          .sorted()
          .map(file -> new FileInfo(file.toAbsolutePath(), null))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("files of " + directory, e);
    }
  }

  /** Removes the digest files that Ratis puts beside every file it receives. */
  void removeDigests() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file :
          all.filter(f -> f.getFileName().toString().endsWith(DIGEST_SUFFIX)).toList()) {
        String name = file.getFileName().toString();
        String of = name.substring(0, name.length() - DIGEST_SUFFIX.length());
        if (Files.exists(file.resolveSibling(of))) {
          Files.delete(file);
        }
      }
    }
  }

  @Override
  public String toString() {
    return "checkpoint " + position;
  }
}
