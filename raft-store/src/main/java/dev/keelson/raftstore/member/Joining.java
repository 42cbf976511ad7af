package dev.keelson.raftstore.member;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** How a newcomer finds itself in a cluster that knows of it already. Pure. */
public final class Joining {
  private Joining() {}

  /** What the newcomer was told of the cluster is not what the cluster says of itself. */
  public static final class Mismatch extends Exception {
    private static final long serialVersionUID = 1;

    Mismatch(String message) {
      super(message);
    }
  }

  /**
   * A member as the newcomer's flags name it.
   *
   * @param peerUrls by which it is found among the members that the cluster has
   */
  public record Named(String name, List<String> peerUrls) {}

  /**
   * The identity of {@code name}. The names are the flags', as members that have not started have
   * none yet.
   *
   * @throws Mismatch in etcd's words
   */
  public static Identity identity(
      String name, List<Named> named, long clusterId, List<Member> members) throws Mismatch {
    if (named.size() != members.size()) {
      throw new Mismatch("member count is unequal");
    }
    List<Member> matched = new ArrayList<>();
    long self = 0;
    for (Member member : members) {
      Set<String> urls = new TreeSet<>(member.peerUrls());
      Named match =
          named.stream()
              .filter(each -> new TreeSet<>(each.peerUrls()).equals(urls))
              .findFirst()
              .orElseThrow(
                  () ->
                      new Mismatch(
                          "PeerURLs: no match found for existing member (%s, %s), last resolver error (%s)"
                              .formatted(
                                  MemberText.hex(member.id()),
                                  bracketed(member.peerUrls()),
                                  "urls do not match")));
      matched.add(
          new Member(member.id(), match.name(), member.peerUrls(), List.of(), member.learner()));
      if (match.name().equals(name)) {
        self = member.id();
      }
    }
    if (self == 0) {
      throw new Mismatch("couldn't find local name \"" + name + "\" in the initial cluster");
    }
    return new Identity(clusterId, self, matched, true);
  }

  /** As Go prints a list. */
  public static String bracketed(List<String> urls) {
    return "[" + String.join(" ", urls) + "]";
  }
}
