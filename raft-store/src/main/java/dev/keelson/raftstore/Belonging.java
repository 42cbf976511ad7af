package dev.keelson.raftstore;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Outcome;
import dev.keelson.raftstore.consensus.PeerInquiry;
import dev.keelson.raftstore.consensus.RatisLog;
import dev.keelson.raftstore.member.Identity;
import dev.keelson.raftstore.member.Member;
import dev.keelson.raftstore.member.MemberChange;
import dev.keelson.raftstore.member.MemberRules;
import dev.keelson.raftstore.member.MemberText;
import dev.keelson.raftstore.member.Roster;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/**
 * A member's place in its cluster: the roster, the log that follows it, and the end of both when
 * the others go on without this member.
 */
final class Belonging implements AutoCloseable {
  private final RaftStoreConfig config;
  private final Identity identity;
  private final RatisLog log;
  private final Members members;
  private final Reconciler reconciler;
  private final RemovalWatch removal;

  /** {@code removed} runs when this member has been removed. */
  Belonging(
      RaftStoreConfig config,
      Identity identity,
      StoreApplier applier,
      RatisLog log,
      ProposalQueue proposals,
      Runnable removed) {
    this.config = config;
    this.identity = identity;
    this.log = log;
    this.members =
        new Members(
            identity,
            applier,
            log,
            log.members(),
            proposals,
            new MemberRules(config.membership().strict(), config.membership().maxLearners()));
    this.reconciler = new Reconciler(log, log.members(), members::roster, identity.self());
    this.removal =
        new RemovalWatch(
            log,
            log.members(),
            members::roster,
            identity.clusterId(),
            identity.self(),
            new PeerInquiry(config.peerTls(), config.electionTimeout()),
            config.electionTimeout().multipliedBy(2),
            removed);
  }

  Membership membership() {
    return membership(members.roster());
  }

  private Membership membership(Roster roster) {
    return new Membership(identity.clusterId(), identity.self(), roster.members());
  }

  boolean isLearner() {
    return members.roster().find(identity.self()).map(Member::learner).orElse(false);
  }

  boolean isVoter(long member) {
    return members.roster().voters().stream().anyMatch(voter -> voter.id() == member);
  }

  CompletableFuture<Outcome<Membership>> change(MemberChange change) {
    return members.change(change).thenApply(outcome -> outcome.map(this::membership));
  }

  /**
   * Tells the cluster this member's name and client URLs unless it knows them; before that, where
   * it was asked for, that there is nobody else any more. After a read barrier.
   */
  CompletableFuture<Outcome<Roster>> announce() {
    return forgotten()
        .thenCompose(
            _ ->
                members.announce(
                    config.name(), config.clientUrls().stream().map(URI::toString).toList()));
  }

  private CompletableFuture<Outcome<Roster>> forgotten() {
    return config.membership().forceNewCluster()
        ? members.forgetOthers()
        : CompletableFuture.completedFuture(Outcome.ok(members.roster()));
  }

  /** Once, when this member has announced itself: from here on the log follows the roster. */
  void follow() {
    reconciler.start();
  }

  /** Timer. */
  void look() {
    removal.look();
  }

  void factChanged(Bytes name) {
    if (name.equals(Members.FACT)) {
      reconciler.wake();
    }
  }

  /** See {@link Sight}. */
  byte[] sight() {
    return Sight.here(identity.self(), log.members());
  }

  /** What a newcomer is told. */
  byte[] tell() {
    return MemberText.roster(members.roster()).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    reconciler.close();
  }
}
