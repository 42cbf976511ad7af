package dev.keelson.raftstore;

import dev.keelson.raftstore.RaftStoreConfig.InitialMember;
import dev.keelson.raftstore.consensus.PeerInquiry;
import dev.keelson.raftstore.member.Identity;
import dev.keelson.raftstore.member.Joining;
import dev.keelson.raftstore.member.Joining.Mismatch;
import dev.keelson.raftstore.member.Member;
import dev.keelson.raftstore.member.MemberText;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a new member learns who it is: it asks the members that its flags name, at their peer ports.
 * The first whose list fits the flags is believed; one that lags behind is asked again.
 */
final class Join {
  private static final Duration ANSWER = Duration.ofSeconds(3);
  private static final int ROUNDS = 5;
  private static final long PAUSE_MILLIS = 400;

  private Join() {}

  /** Throws {@link CannotStart} in etcd's words. */
  static Identity identity(RaftStoreConfig config) {
    PeerInquiry inquiry = new PeerInquiry(config.peerTls(), ANSWER);
    List<Joining.Named> named =
        config.initialCluster().stream()
            .map(
                member ->
                    new Joining.Named(
                        member.name(), member.peerUrls().stream().map(URI::toString).toList()))
            .toList();
    String mismatch = "";
    for (int round = 0; round < ROUNDS; round++) {
      if (round > 0) {
        pause();
      }
      for (InitialMember member : config.initialCluster()) {
        if (member.name().equals(config.name())) {
          continue;
        }
        for (URI url : member.peerUrls()) {
          Optional<PeerInquiry.Told> told = inquiry.ask(url.getHost(), url.getPort());
          if (told.isEmpty() || told.get().told().length == 0) {
            continue;
          }
          List<Member> members =
              MemberText.roster(new String(told.get().told(), StandardCharsets.UTF_8)).members();
          try {
            return Joining.identity(config.name(), named, told.get().clusterId(), members);
          } catch (Mismatch e) {
            mismatch =
                "error validating peerURLs %s: %s"
                    .formatted(text(told.get().clusterId(), members), e.getMessage());
          }
        }
      }
    }
    throw new CannotStart(
        mismatch.isEmpty()
            ? "cannot fetch cluster info from peer urls: could not retrieve cluster information"
                + " from the given URLs"
            : mismatch);
  }

  private static String text(long clusterId, List<Member> members) {
    return "{ClusterID:%s Members:[%s]}"
        .formatted(
            MemberText.hex(clusterId),
            members.stream()
                .map(
                    m ->
                        "&{ID:%s Name:%s PeerURLs:%s ClientURLs:%s IsLearner:%s}"
                            .formatted(
                                MemberText.hex(m.id()),
                                m.name(),
                                Joining.bracketed(m.peerUrls()),
                                Joining.bracketed(m.clientUrls()),
                                m.learner()))
                .collect(Collectors.joining(" ")));
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted while joining");
    }
  }
}
