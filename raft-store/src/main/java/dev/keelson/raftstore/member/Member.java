package dev.keelson.raftstore.member;

import java.util.List;

/**
 * One member as {@code member list} shows it; name and client URLs are empty until it has started.
 */
public record Member(
    long id, String name, List<String> peerUrls, List<String> clientUrls, boolean learner) {
  public Member {
    peerUrls = List.copyOf(peerUrls);
    clientUrls = List.copyOf(clientUrls);
  }

  /** Has told the cluster its name. */
  public boolean isStarted() {
    return !name.isEmpty();
  }

  public Member withPeerUrls(List<String> urls) {
    return new Member(id, name, urls, clientUrls, learner);
  }

  public Member withLearner(boolean learning) {
    return new Member(id, name, peerUrls, clientUrls, learning);
  }

  /** As it tells of itself when it has started. */
  public Member started(String ownName, List<String> urls) {
    return new Member(id, ownName, peerUrls, urls, learner);
  }
}
