package dev.keelson.raftstore;

import dev.keelson.mvcc.copy.BadRecord;
import dev.keelson.mvcc.copy.StoreContent;
import dev.keelson.mvcc.copy.StoreLoader;
import dev.keelson.mvcc.engine.EngineFailure;
import dev.keelson.mvcc.engine.RocksEngine;
import dev.keelson.mvcc.engine.RocksOptions;
import dev.keelson.raftstore.backup.BadSnapshot;
import dev.keelson.raftstore.backup.EtcdFile;
import dev.keelson.raftstore.consensus.Seed;
import dev.keelson.raftstore.member.Identity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * Makes a member's directory that begins with the state of a file. All or nothing: until the last
 * step the directory is marked as unfinished and has no identity, so no member starts from it.
 */
final class Founding {
  private final DataDirectory directory;
  private final LongConsumer progress;

  /** {@code progress} is told the number of records done; each is done twice. */
  Founding(DataDirectory directory, LongConsumer progress) {
    this.directory = directory;
    this.progress = progress;
  }

  /**
   * @param bump how far the revision moves beyond the file's, which then counts as compacted; 0 =
   *     the revision stays
   * @throws BadSnapshot what the file holds is no history
   */
  void found(Identity identity, EtcdFile file, long bump) throws IOException {
    StoreContent content = file.content(Seed.POSITION);
    Optional<Long> mark = Optional.empty();
    if (bump > 0) {
      long newest = Math.max(file.newestRecord(), content.floor());
      mark = Optional.of(Math.addExact(newest, bump));
      content = compactedAt(content, mark.get());
    }
    directory.begin();
    Path build = directory.fresh("build");
    load(content, file, mark, build);
    force(build);
    Seed.plant(build, directory.log(), identity.clusterId());
    force(directory.log());
    directory.write(identity);
    directory.finished();
  }

  private static StoreContent compactedAt(StoreContent content, long revision) {
    return new StoreContent(
        content.position(),
        revision,
        revision,
        content.compacted(),
        content.leases(),
        content.alarms(),
        content.facts());
  }

  private void load(StoreContent content, EtcdFile file, Optional<Long> mark, Path build)
      throws IOException {
    Path scratch = directory.fresh("scratch");
    Files.createDirectory(scratch);
    try (RocksEngine engine = RocksEngine.open(build, RocksOptions.defaults())) {
      new StoreLoader(engine, scratch, progress).load(content, file.records(mark));
    } catch (BadRecord e) {
      throw new BadSnapshot(String.valueOf(e.getMessage()), e);
    } catch (UncheckedIOException | EngineFailure e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(e.getMessage() + ": " + cause.getMessage(), e);
    }
    remove(scratch);
  }

  /** No error if it is not there. */
  static void remove(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static void force(Path tree) throws IOException {
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path path : all.toList()) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
          channel.force(true);
        }
      }
    }
  }
}
