package dev.keelson.raftstore;

import dev.keelson.mvcc.copy.StoreContent;
import dev.keelson.mvcc.copy.StoreLoader;
import dev.keelson.mvcc.engine.RocksEngine;
import dev.keelson.mvcc.engine.RocksOptions;
import dev.keelson.raftstore.backup.EtcdFile;
import dev.keelson.raftstore.consensus.Seed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongConsumer;

/** The state that a file of etcd's form holds. */
final class EtcdState {
  private EtcdState() {}

  /**
   * @param bump how far the revision moves beyond the file's, which then counts as compacted; 0 =
   *     the revision stays
   * @param progress told the number of records done; each is done twice
   */
  static Founding.State of(EtcdFile file, long bump, LongConsumer progress) {
    return (build, scratch) -> make(file, bump, progress, build, scratch);
  }

  private static void make(
      EtcdFile file, long bump, LongConsumer progress, Path build, Path scratch)
      throws IOException {
    StoreContent content = file.content(Seed.POSITION);
    Optional<Long> mark = Optional.empty();
    if (bump > 0) {
      long newest = Math.max(file.newestRecord(), content.floor());
      mark = Optional.of(Math.addExact(newest, bump));
      content = compactedAt(content, mark.get());
    }
    try (RocksEngine engine = RocksEngine.open(build, RocksOptions.defaults())) {
      new StoreLoader(engine, scratch, progress).load(content, file.records(mark));
    }
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
}
