package dev.keelson.raftstore;

import dev.keelson.raftstore.RaftStoreConfig.InitialMember;
import dev.keelson.raftstore.consensus.LogConfig;
import dev.keelson.raftstore.member.Identity;
import dev.keelson.raftstore.member.Member;
import dev.keelson.raftstore.member.MemberIds;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Who a member is: from its directory if it has lived before, from its flags if not; and what the
 * log is told of it.
 */
final class Bootstrap {
  /** Bytes of entries between checkpoints: bounds the replay after a crash to about a second. */
  private static final long CHECKPOINT_BYTES = 256L << 20;

  private Bootstrap() {}

  /**
   * A directory that belongs to another cluster is refused: its history is not the one that the
   * flags speak of.
   */
  static Identity identity(RaftStoreConfig config, DataDirectory directory) {
    Identity described = fromFlags(config);
    return directory
        .identity()
        .map(kept -> checked(kept, described, directory))
        .orElseGet(
            () -> {
              if (Files.exists(directory.store()) || Files.exists(directory.log())) {
                throw new CannotStart(
                    "data directory "
                        + directory.data()
                        + " has data but no identity file: restore it"
                        + " from a backup of this member, or give an empty --data-dir");
              }
              directory.write(described);
              return described;
            });
  }

  private static Identity checked(Identity kept, Identity described, DataDirectory directory) {
    boolean same = kept.clusterId() == described.clusterId() && kept.self() == described.self();
    boolean renumbered =
        kept.isSingle() && described.isSingle() && kept.own().name().equals(described.own().name());
    if (same || renumbered) {
      return kept; // a single member's URLs may change: nobody else knows them
    }
    throw new CannotStart(
        "data directory "
            + directory.data()
            + " belongs to "
            + kept
            + ", but the flags describe "
            + described
            + ": start with the --name, --initial-cluster and --initial-cluster-token it was"
            + " made with, or give another --data-dir");
  }

  private static Identity fromFlags(RaftStoreConfig config) {
    return identity(config.name(), config.initialCluster(), config.clusterToken());
  }

  /** Who {@code name} is in a cluster that is about to begin. */
  static Identity identity(String name, List<InitialMember> cluster, String token) {
    List<Member> members = new ArrayList<>();
    long self = 0;
    for (InitialMember initial : cluster) {
      List<String> urls = initial.peerUrls().stream().map(URI::toString).toList();
      long id = MemberIds.member(urls, token);
      members.add(new Member(id, initial.name(), urls, List.of(), false));
      if (initial.name().equals(name)) {
        self = id;
      }
    }
    if (self == 0) {
      throw new CannotStart(
          "couldn't find local name \"" + name + "\" in the initial cluster configuration");
    }
    return new Identity(
        MemberIds.cluster(members.stream().map(Member::id).toList()), self, members);
  }

  static LogConfig logConfig(
      RaftStoreConfig config, DataDirectory directory, Identity identity, Duration requestTimeout) {
    return new LogConfig(
        directory.log(),
        identity.clusterId(),
        identity.self(),
        config.peerBind(),
        identity.members().stream().map(Bootstrap::peer).toList(),
        config.electionTimeout(),
        config.heartbeat(),
        requestTimeout,
        config.snapshotEntries(),
        CHECKPOINT_BYTES,
        config.unsafeNoFsync(),
        config.peerTls());
  }

  /** One line for what the log could not do: a port that is taken, files that are damaged. */
  static CannotStart cannotOpenLog(
      RaftStoreConfig config, DataDirectory directory, IOException problem) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return new CannotStart(
            "cannot listen for peers on "
                + config.peerBind()
                + ": "
                + cause.getMessage()
                + "; stop what uses the port, or give another --listen-peer-urls",
            problem);
      }
    }
    return new CannotStart(
        "cannot open the Raft log in "
            + directory.log()
            + ": "
            + problem.getMessage()
            + "; if its files are damaged, remove this member's data directory and let it join afresh",
        problem);
  }

  private static LogConfig.Peer peer(Member member) {
    URI url = URI.create(member.peerUrls().getFirst());
    return new LogConfig.Peer(member.id(), url.getHost(), url.getPort());
  }
}
