package dev.keelson.raftstore;

import dev.keelson.raftstore.backup.BadSnapshot;
import dev.keelson.raftstore.backup.EtcdFile;
import dev.keelson.raftstore.backup.EtcdWal;
import dev.keelson.raftstore.member.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first start in the data directory of a real etcd, stopped cleanly or made by {@code etcdutl
 * snapshot restore}: its state becomes ours. etcd's own files stay as they are, and are not looked
 * at again.
 */
final class EtcdTakeover {
  private static final Logger LOG = LoggerFactory.getLogger(EtcdTakeover.class);
  private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(5);

  private EtcdTakeover() {}

  /**
   * Does nothing where a member of ours has lived here, or nobody. Throws {@link CannotStart} where
   * etcd's state lacks entries that its log has, or is damaged.
   */
  static void ifAny(RaftStoreConfig config, DataDirectory directory) {
    boolean lived = directory.identity().isPresent();
    try {
      if (lived) {
        directory.finished();
      } else if (Files.exists(directory.etcdState())
          && (directory.isUnfinished()
              || !Files.exists(directory.log()) && !Files.exists(directory.store()))) {
        takeOver(config, directory);
      } else if (directory.isUnfinished()) {
        throw new CannotStart(
            "a restore into "
                + directory.data()
                + " did not come to its end: remove the directory and restore again");
      }
    } catch (BadSnapshot e) {
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new CannotStart(
          "cannot take over the etcd in " + directory.data() + ": " + e.getMessage(), e);
    }
  }

  private static void takeOver(RaftStoreConfig config, DataDirectory directory) throws IOException {
    if (config.places().walDir().isPresent()) {
      throw new CannotStart(
          "the etcd in %s cannot be taken over with --wal-dir: take a snapshot of it (etcdctl snapshot save) and restore that into another --data-dir"
              .formatted(directory.data()));
    }
    Identity identity =
        Bootstrap.identity(config.name(), config.initialCluster(), config.clusterToken());
    LOG.atInfo()
        .addKeyValue("path", directory.etcdState())
        .addKeyValue("bytes", Files.size(directory.etcdState()))
        .log("taking over the state of etcd");
    try (EtcdFile file = EtcdFile.open(directory.etcdState())) {
      Restore.refuseAuth(file, directory.etcdState());
      refuseLag(file, directory);
      new Founding(directory).found(identity, EtcdState.of(file, 0, progress()));
    }
    LOG.atInfo()
        .addKeyValue("path", directory.etcdState())
        .log("took over the state of etcd; its own files are no longer used");
  }

  /**
   * etcd 3.4 notes how far its state reaches ten times a second, with what changes a key, and not
   * when it stops: a clean stop right after a request looks like a crash. Hence the advice to put
   * something and to wait.
   */
  private static void refuseLag(EtcdFile file, DataDirectory directory) throws IOException {
    long index = file.consistentIndex();
    EtcdWal.Lag lag = EtcdWal.lag(directory.etcdLog(), index);
    if (lag.hasChanges()) {
      throw new CannotStart(
          "the etcd in %s was not stopped cleanly: its state reaches entry %d, its log entry %d; start it once more, put any key, wait a second and stop it with SIGTERM, or take a snapshot (etcdctl snapshot save) and restore that"
              .formatted(directory.data(), index, lag.last()));
    }
  }

  private static LongConsumer progress() {
    long[] told = {System.nanoTime()};
    return records -> {
      if (System.nanoTime() - told[0] > TELL_NANOS) {
        told[0] = System.nanoTime();
        LOG.atInfo().addKeyValue("records", records).log("taking over; every record is read twice");
      }
    };
  }
}
