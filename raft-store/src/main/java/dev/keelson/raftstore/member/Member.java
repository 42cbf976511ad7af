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
}
