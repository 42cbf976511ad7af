package dev.keelson.raftstore;

import dev.keelson.raftstore.RaftStoreConfig.InitialMember;
import dev.keelson.raftstore.backup.BadSnapshot;
import dev.keelson.raftstore.backup.EtcdFile;
import dev.keelson.raftstore.backup.FileHash;
import dev.keelson.raftstore.member.Identity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * A new data directory from a snapshot file, for one member of a new cluster. Every member of the
 * cluster is restored from the same file, with the same cluster, token and bump; started together
 * they are one cluster that holds what the file held.
 *
 * @param file a snapshot of ours or of real etcd, or a copied {@code member/snap/db}
 * @param dataDir missing or empty
 * @param skipHashCheck for a file that carries no hash
 * @param bump how far the revision moves, so that no client sees one come again; what was before
 *     counts as compacted. 0 = not at all
 */
public record Restore(
    Path file,
    String name,
    Path dataDir,
    List<InitialMember> initialCluster,
    String clusterToken,
    boolean skipHashCheck,
    long bump) {

  /** etcd's advice: more than is written between the snapshot and the accident. */
  public static final long DEFAULT_BUMP = 1_000_000_000;

  public Restore {
    initialCluster = List.copyOf(initialCluster);
    if (bump < 0) {
      throw new IllegalArgumentException("revision bumped by " + bump);
    }
  }

  /**
   * Restores; durable when it returns. What it made is removed where it fails.
   *
   * @param progress told the number of records done, now and then; each is done twice
   * @throws BadSnapshot the file is damaged or is none
   * @throws CannotStart the directory is not empty or in use, or authentication would be lost
   */
  public void run(LongConsumer progress) throws IOException {
    NewMember member = new NewMember(name, dataDir, initialCluster, clusterToken);
    Identity identity = member.check();
    if (!skipHashCheck) {
      FileHash.verify(file);
    }
    try (EtcdFile etcd = EtcdFile.open(file)) {
      refuseAuth(etcd, file);
      member.make(
          identity,
          (who, directory) ->
              new Founding(directory).found(who, EtcdState.of(etcd, bump, progress)));
    }
  }

  /** Users and rights are in the file, and nobody here would ask for them. */
  static void refuseAuth(EtcdFile etcd, Path file) {
    if (etcd.isAuthEnabled()) {
      throw new CannotStart(
          file
              + ": authentication is enabled in it, which this release does not enforce: switch it"
              + " off in etcd (etcdctl auth disable) before the snapshot, users and roles are kept");
    }
  }
}
