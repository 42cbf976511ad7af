package dev.keelson.raftstore;

import dev.keelson.raftstore.consensus.LogMembers;
import dev.keelson.raftstore.consensus.LogMembers.Follower;
import dev.keelson.raftstore.member.MemberRules;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the leader sees of the others, as it tells it to whoever decides on a change of members:
 * leader and the end of its log (8 bytes each), then for each follower id, time of connection and
 * match index (8 bytes each).
 */
record Sight(long leader, long lastIndex, List<Follower> followers) {
  /** A peer has to have been connected for so long to be counted on (etcd's HealthInterval). */
  private static final long HEALTHY_MILLIS = 5_000;

  static byte[] here(long self, LogMembers members) {
    List<Follower> followers = members.followers();
    ByteBuffer out = ByteBuffer.allocate(16 + 24 * followers.size());
    out.putLong(self).putLong(members.lastIndex());
    for (Follower follower : followers) {
      out.putLong(follower.member())
          .putLong(follower.connectedMillis())
          .putLong(follower.matchIndex());
    }
    return out.array();
  }

  static Sight of(byte[] answer) {
    ByteBuffer in = ByteBuffer.wrap(answer);
    long leader = in.getLong();
    long last = in.getLong();
    List<Follower> followers = new ArrayList<>();
    while (in.hasRemaining()) {
      followers.add(new Follower(in.getLong(), in.getLong(), in.getLong()));
    }
    return new Sight(leader, last, followers);
  }

  MemberRules.Health health() {
    Set<Long> connected = new HashSet<>(Set.of(leader));
    Set<Long> reachable = new HashSet<>(Set.of(leader));
    for (Follower follower : followers) {
      if (follower.isConnected()) {
        reachable.add(follower.member());
        if (follower.connectedMillis() >= HEALTHY_MILLIS) {
          connected.add(follower.member());
        }
      }
    }
    return new MemberRules.Health(leader, connected, reachable);
  }

  boolean isInSync(long learner) {
    return followers.stream()
        .anyMatch(
            follower ->
                follower.member() == learner
                    && follower.isConnected()
                    && MemberRules.isInSync(follower.matchIndex(), lastIndex));
  }
}
