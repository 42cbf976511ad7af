package dev.keelson.raftstore;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.MvccStore;
import dev.keelson.mvcc.copy.NewBeginning;
import dev.keelson.mvcc.copy.StoreContent;
import dev.keelson.mvcc.copy.StoreLoader;
import dev.keelson.mvcc.engine.RocksEngine;
import dev.keelson.mvcc.engine.RocksOptions;
import dev.keelson.raftstore.RaftStoreConfig.InitialMember;
import dev.keelson.raftstore.archive.Archive;
import dev.keelson.raftstore.archive.BadArchive;
import dev.keelson.raftstore.archive.Goal;
import dev.keelson.raftstore.archive.OpenCheckpoint;
import dev.keelson.raftstore.archive.Stamp;
import dev.keelson.raftstore.backup.KeptAuth;
import dev.keelson.raftstore.consensus.Seed;
import dev.keelson.raftstore.member.Identity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * A new data directory from an archive, for one member of a new cluster: the store at the goal,
 * with the history that it had then, and its leases with their full time. As with {@link Restore},
 * every member is restored with the same words, and they are one cluster when they start.
 *
 * @param run of this run alone; empty: of whichever is best
 * @param dataDir missing or empty
 * @param bump as for {@link Restore}
 */
public record ArchiveRestore(
    Archive archive,
    Goal goal,
    Optional<String> run,
    String name,
    Path dataDir,
    List<InitialMember> initialCluster,
    String clusterToken,
    long bump) {
  public ArchiveRestore {
    initialCluster = List.copyOf(initialCluster);
    if (bump < 0) {
      throw new IllegalArgumentException("revision bumped by " + bump);
    }
  }

  /** What is told meanwhile; each now and then. */
  public interface Progress {
    /** Records of the checkpoint; each is done twice. */
    void loaded(long records);

    /** Entries after it. */
    void replayed(long entries, long revision);

    /** A checkpoint that cannot be read; an older one, and more entries, take its place. */
    void passedOver(String why);
  }

  /**
   * Restores; durable when it returns. What it made is removed where it fails. A damaged checkpoint
   * is no failure while an older one is there, with all entries since. The moment that was
   * restored; its revision is that before the bump.
   *
   * @throws dev.keelson.raftstore.archive.BadArchive there is no such moment, or what it needs is
   *     damaged
   * @throws CannotStart the directory is not empty or in use
   */
  public Stamp run(Progress progress) throws IOException {
    NewMember member = new NewMember(name, dataDir, initialCluster, clusterToken);
    Identity identity = member.check();
    Archive.Plan plan = archive.plan(goal, run);
    Stamp[] reached = new Stamp[1];
    member.make(
        identity,
        (who, directory) ->
            new Founding(directory)
                .found(who, (build, scratch) -> reached[0] = make(plan, build, scratch, progress)));
    return reached[0];
  }

  private Stamp make(Archive.Plan first, Path build, Path scratch, Progress progress)
      throws IOException {
    Archive.Plan plan = load(first, build, scratch, progress);
    Stamp reached = replay(plan, build, progress);
    try (RocksEngine engine = RocksEngine.open(build, RocksOptions.defaults())) {
      NewBeginning.make(engine, Seed.POSITION, ArchiveRestore::isKept, bump);
    }
    return reached;
  }

  /** What was loaded in the end: a checkpoint counts once all of it has been read. */
  private Archive.Plan load(Archive.Plan first, Path build, Path scratch, Progress progress)
      throws IOException {
    Map<String, BadArchive> damaged = new LinkedHashMap<>();
    Archive.Plan plan = first;
    while (true) {
      try (OpenCheckpoint checkpoint = archive.read(plan.checkpoint(), scratch)) {
        damaged.values().forEach(each -> progress.passedOver(String.valueOf(each.getMessage())));
        load(checkpoint, build, scratch, progress::loaded);
        return plan;
      } catch (BadArchive e) {
        damaged.put(plan.checkpoint().name(), e);
        plan = instead(damaged);
      }
    }
  }

  private Archive.Plan instead(Map<String, BadArchive> damaged) throws BadArchive {
    try {
      return archive.plan(goal, run, damaged.keySet());
    } catch (BadArchive none) {
      BadArchive first = damaged.values().iterator().next();
      first.addSuppressed(none);
      throw first;
    }
  }

  private static void load(
      OpenCheckpoint checkpoint, Path build, Path scratch, LongConsumer progress)
      throws IOException {
    try (RocksEngine engine = RocksEngine.open(build, RocksOptions.defaults())) {
      StoreContent content = checkpoint.content();
      new StoreLoader(engine, scratch, progress)
          .load(
              new StoreContent(
                  Seed.POSITION,
                  content.head(),
                  content.floor(),
                  content.compacted(),
                  content.leases(),
                  content.alarms(),
                  content.facts()),
              checkpoint.records());
    }
  }

  private Stamp replay(Archive.Plan plan, Path build, Progress progress) throws IOException {
    Stamp[] reached = {plan.checkpoint().last()};
    try (MvccStore store =
        MvccStore.open(RocksEngine.open(build, RocksOptions.defaults()), _ -> {})) {
      EntryReplay replay =
          new EntryReplay(
              store, goal instanceof Goal.Revision(long revision) ? revision : Long.MAX_VALUE);
      long[] entries = {0};
      archive.replay(
          plan,
          record -> {
            if (replay.isDone()
                || goal instanceof Goal.Time(var time)
                    && record.stamp().millis() > time.toEpochMilli()) {
              return false;
            }
            boolean more = replay.take(record);
            reached[0] =
                new Stamp(record.stamp().position(), store.revision(), record.stamp().millis());
            progress.replayed(++entries[0], store.revision());
            return more;
          });
      store.flush();
    }
    return reached[0];
  }

  /** Who belongs to the cluster and what it had under way is over; users and rights stay. */
  private static boolean isKept(Bytes fact) {
    return KeptAuth.holds(fact);
  }
}
