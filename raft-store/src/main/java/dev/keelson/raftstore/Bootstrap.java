package dev.keelson.raftstore;

import dev.keelson.raftstore.RaftStoreConfig.InitialMember;
import dev.keelson.raftstore.consensus.LogConfig;
import dev.keelson.raftstore.member.Identity;
import dev.keelson.raftstore.member.Member;
import dev.keelson.raftstore.member.MemberIds;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
    return directory
        .identity()
        .map(kept -> checked(kept, config, directory))
        .orElseGet(
            () -> {
              if (Files.exists(directory.store()) || Files.exists(directory.log())) {
                throw new CannotStart(
                    "data directory "
                        + directory.data()
                        + " has data but no identity file: restore it"
                        + " from a backup of this member, or give an empty --data-dir");
              }
              Identity made =
                  config.membership().join()
                      ? Join.identity(config)
                      : identity(config.name(), config.initialCluster(), config.clusterToken());
              directory.write(made);
              return made;
            });
  }

  /**
   * A member that has lived goes by what it knows; members may have come and gone since, so the
   * flags need not describe its cluster any more. What they still have to get right is its name, or
   * its place among the founders.
   */
  private static Identity checked(Identity kept, RaftStoreConfig config, DataDirectory directory) {
    if (kept.own().name().equals(config.name())) {
      return kept;
    }
    Identity described = identity(config.name(), config.initialCluster(), config.clusterToken());
    if (kept.clusterId() == described.clusterId() && kept.self() == described.self()) {
      return kept;
    }
    throw new CannotStart(
        "data directory "
            + directory.data()
            + " belongs to "
            + kept
            + " (name \""
            + kept.own().name()
            + "\"), but the flags describe "
            + described
            + ": start with the --name, --initial-cluster and --initial-cluster-token it was"
            + " made with, or give another --data-dir");
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
        identity.members().stream().map(NextStep::peer).toList(),
        config.electionTimeout(),
        config.heartbeat(),
        requestTimeout,
        config.snapshotEntries(),
        CHECKPOINT_BYTES,
        config.unsafeNoFsync(),
        config.peerTls(),
        beginning(identity),
        config.places().morePeerBinds(),
        config.places().walDir());
  }

  /** One line for what the log could not do: a port that is taken, files that are damaged. */
  static CannotStart cannotOpenLog(
      RaftStoreConfig config, DataDirectory directory, IOException problem) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException
          || String.valueOf(cause.getMessage()).startsWith("Failed to bind")) {
        return new CannotStart(
            "cannot listen for peers on "
                + listeners(config)
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

  private static String listeners(RaftStoreConfig config) {
    return Stream.concat(Stream.of(config.peerBind()), config.places().morePeerBinds().stream())
        .map(InetSocketAddress::toString)
        .collect(Collectors.joining(", "));
  }

  private static LogConfig.Beginning beginning(Identity identity) {
    if (!identity.joined()) {
      return LogConfig.Beginning.FOUNDER;
    }
    return identity.own().learner()
        ? LogConfig.Beginning.JOINED_AS_LEARNER
        : LogConfig.Beginning.JOINED;
  }
}
