package dev.keelson.raftstore.consensus;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.rpc.RpcFactory;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppender;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ratis' senders to the followers, one for each while this member leads, of which two things are
 * asked that Ratis does not do by itself. Got hold of through the factory by which Ratis makes
 * them.
 */
final class Appenders {
  private static final Logger LOG = LoggerFactory.getLogger(Appenders.class);
  private static final String PARAMETER = "keelson.appenders";

  private final Map<RaftPeerId, LogAppender> appenders = new ConcurrentHashMap<>();

  /** Has Ratis make its senders through here. */
  void install(RaftProperties properties, Parameters parameters) {
    properties.set("raft.rpc.type", Type.class.getName());
    parameters.put(PARAMETER, this, Appenders.class);
  }

  /**
   * A follower says that it waits for something to be applied, and where its log ends.
   *
   * <p>Ratis tells a follower how far the log is committed with the next entry or heartbeat, and
   * may take it for told when it was not: a follower whose disk was behind answers with the index
   * it was sent. The next heartbeat would be half an election timeout away.
   *
   * <p>Ratis' leader also remembers how far a follower's log went and never goes back behind it, so
   * it offers a follower whose data was taken away what that cannot append, for as long as it
   * leads. One that holds nothing begins anew.
   *
   * @param nextIndex of the follower's log; 0 = it is empty
   */
  void isBehind(RaftPeerId follower, long nextIndex) {
    LogAppender appender = appenders.get(follower);
    if (appender == null || !appender.isRunning()) {
      return;
    }
    FollowerInfo known = appender.getFollower();
    if (nextIndex == 0 && known.getMatchIndex() >= 0) {
      known.setSnapshotIndex(-1);
    }
    appender.triggerHeartbeat();
  }

  /** Of all that this member, leading, sends to. */
  List<FollowerInfo> followers() {
    return appenders.values().stream()
        .filter(LogAppender::isRunning)
        .map(LogAppender::getFollower)
        .toList();
  }

  /** Tells all followers how far the log is committed. */
  void tellCommitted() {
    for (LogAppender appender : appenders.values()) {
      if (appender.isRunning()) {
        appender.triggerHeartbeat();
      }
    }
  }

  /**
   * These have been filled and are in the configuration. Ratis notes that of voters only; a learner
   * it would wait for again with every newcomer, and stop sending to if one makes no progress.
   */
  void filled(Set<Long> learners) {
    for (FollowerInfo follower : followers()) {
      if (learners.contains(PeerIds.member(follower.getId()))) {
        try {
          Method note = follower.getClass().getDeclaredMethod("catchUp");
          note.setAccessible(true);
          note.invoke(follower);
        } catch (ReflectiveOperationException | RuntimeException e) {
          LOG.warn("learner {} is waited for with every newcomer", follower.getId(), e);
        }
      }
    }
  }

  /** Made by Ratis, by name. */
  public static final class Type implements RpcType {
    @Override
    public String name() {
      return Type.class.getName();
    }

    @Override
    public RpcFactory newFactory(Parameters parameters) {
      return new Factory(parameters, parameters.get(PARAMETER, Appenders.class));
    }
  }

  private static final class Factory extends GrpcFactory {
    private final Appenders owner;

    Factory(Parameters parameters, Appenders owner) {
      super(parameters);
      this.owner = owner;
    }

    @Override
    public LogAppender newLogAppender(
        RaftServer.Division server, LeaderState state, FollowerInfo follower) {
      LogAppender made = super.newLogAppender(server, state, follower);
      owner.appenders.put(follower.getId(), made);
      return made;
    }
  }
}
