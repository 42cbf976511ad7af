package dev.keelson.raftstore;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.MvccStore;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.Refusal;
import dev.keelson.raftstore.consensus.LogMembers;
import dev.keelson.raftstore.consensus.LogMembers.Configuration;
import dev.keelson.raftstore.consensus.ReplicatedLog;
import dev.keelson.raftstore.member.Identity;
import dev.keelson.raftstore.member.Member;
import dev.keelson.raftstore.member.MemberChange;
import dev.keelson.raftstore.member.MemberRules;
import dev.keelson.raftstore.member.MemberText;
import dev.keelson.raftstore.member.Roster;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The roster as this member has applied it, and changes of it: decided here on what was agreed and
 * on what the leader sees of the others, then proposed as one swap, which fails if somebody else
 * was faster and is decided anew. The log's configuration follows behind ({@link Reconciler}).
 */
final class Members {
  /** The whole roster. Until the first change there are only facts of members that have started. */
  static final Bytes FACT = Bytes.of("members");

  private static final int TRIES = 20;
  private static final long LOOK_MILLIS = 10;

  /** How long the answer to a change waits for the log; it is agreed, and will follow anyhow. */
  private static final Duration FOLLOWS = Duration.ofSeconds(3);

  private record Read(Optional<Bytes> text, Roster roster) {}

  private final Identity identity;
  private final StoreApplier applier;
  private final ReplicatedLog log;
  private final LogMembers counted;
  private final ProposalQueue proposals;
  private final MemberRules rules;
  private final Executor later =
      CompletableFuture.delayedExecutor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
  private volatile @Nullable Read last;

  Members(
      Identity identity,
      StoreApplier applier,
      ReplicatedLog log,
      LogMembers counted,
      ProposalQueue proposals,
      MemberRules rules) {
    this.identity = identity;
    this.applier = applier;
    this.log = log;
    this.counted = counted;
    this.proposals = proposals;
    this.rules = rules;
  }

  Roster roster() {
    return read(applier.store()).roster();
  }

  private Read read(MvccStore store) {
    return store
        .fact(FACT)
        .map(this::parsed)
        .orElseGet(() -> new Read(Optional.empty(), unchanged(store)));
  }

  /** Parsed once for every text: asked for by every request. */
  private Read parsed(Bytes text) {
    Read known = last;
    if (known != null && known.text().orElseThrow() == text) {
      return known;
    }
    Read read =
        new Read(
            Optional.of(text), MemberText.roster(new String(text.array(), StandardCharsets.UTF_8)));
    last = read;
    return read;
  }

  /** Nobody has come or gone: the founders, as far as they have told of themselves. */
  private Roster unchanged(MvccStore store) {
    return new Roster(
        identity.members().stream()
            .map(
                founder ->
                    store
                        .fact(Bytes.of("member/" + MemberText.hex(founder.id())))
                        .map(text -> new String(text.array(), StandardCharsets.UTF_8))
                        .map(MemberText::member)
                        .orElse(founder.started("", List.of())))
            .toList(),
        java.util.Set.of());
  }

  /** Makes known under which name and client URLs this member runs. */
  CompletableFuture<Outcome<Roster>> announce(String name, List<String> clientUrls) {
    return swap(
        roster ->
            roster
                .find(identity.self())
                .map(own -> roster.with(own.started(name, clientUrls)))
                .orElse(roster),
        TRIES);
  }

  /** All others have left. */
  CompletableFuture<Outcome<Roster>> forgetOthers() {
    return swap(
        roster ->
            (roster.find(identity.self()).isPresent() ? roster : roster.with(identity.own()))
                .only(identity.self()),
        TRIES);
  }

  private CompletableFuture<Outcome<Roster>> swap(UnaryOperator<Roster> change, int tries) {
    Read now = read(applier.store());
    Roster next = change.apply(now.roster());
    return next.equals(now.roster())
        ? CompletableFuture.completedFuture(Outcome.ok(next))
        : propose(now, next)
            .thenCompose(
                outcome ->
                    isLate(outcome) && tries > 0
                        ? swap(change, tries - 1)
                        : CompletableFuture.completedFuture(decided(outcome, next)));
  }

  private CompletableFuture<Outcome<Boolean>> propose(Read now, Roster next) {
    return proposals.submit(
        new Command.SwapFact(FACT, now.text(), Optional.of(Bytes.of(MemberText.roster(next)))));
  }

  private static boolean isLate(Outcome<Boolean> outcome) {
    return outcome instanceof Outcome.Ok<Boolean>(Boolean swapped) && !swapped;
  }

  private static Outcome<Roster> decided(Outcome<Boolean> outcome, Roster next) {
    return switch (outcome) {
      case Outcome.Refused<Boolean>(Refusal why) -> Outcome.refused(why);
      case Outcome.Ok<Boolean>(Boolean swapped) ->
          swapped ? Outcome.ok(next) : Outcome.refused(Refusal.Plain.TIMEOUT);
    };
  }

  /**
   * Decides and agrees upon a change. An addition is answered at once, as the new member may come
   * much later; the others once the log counts accordingly, or after {@link #FOLLOWS}.
   */
  CompletableFuture<Outcome<Roster>> change(MemberChange change) {
    return log.readBarrier()
        .thenCompose(_ -> applier.whenReady())
        .thenCompose(_ -> change(change, TRIES))
        .thenCompose(outcome -> followed(change, outcome))
        .exceptionally(failed -> Outcome.refused(ReplicatedKvStore.barrierRefusal(failed)));
  }

  private CompletableFuture<Outcome<Roster>> change(MemberChange change, int tries) {
    return log.askLeader(StoreApplier.Question.SIGHT.about(0))
        .thenCompose(
            answer -> {
              Read now = read(applier.store());
              Outcome<Roster> decision = decide(now.roster(), change, Sight.of(answer));
              return switch (decision) {
                case Outcome.Refused<Roster> refused -> CompletableFuture.completedFuture(refused);
                case Outcome.Ok<Roster>(Roster next) ->
                    propose(now, next)
                        .thenCompose(
                            outcome ->
                                isLate(outcome) && tries > 0
                                    ? change(change, tries - 1)
                                    : CompletableFuture.completedFuture(decided(outcome, next)));
              };
            });
  }

  private Outcome<Roster> decide(Roster roster, MemberChange change, Sight sight) {
    if (change instanceof MemberChange.Promote(long id)
        && roster.find(id).map(Member::learner).orElse(false)
        && !sight.isInSync(id)) {
      return Outcome.refused(Refusal.Plain.LEARNER_NOT_READY);
    }
    return rules.decide(roster, change, sight.health());
  }

  private CompletableFuture<Outcome<Roster>> followed(
      MemberChange change, Outcome<Roster> outcome) {
    CompletableFuture<Outcome<Roster>> answer = new CompletableFuture<>();
    awaitFollowed(change, outcome, System.nanoTime() + FOLLOWS.toNanos(), answer);
    return answer;
  }

  private void awaitFollowed(
      MemberChange change,
      Outcome<Roster> outcome,
      long deadlineNanos,
      CompletableFuture<Outcome<Roster>> answer) {
    if (outcome instanceof Outcome.Refused<Roster>
        || isFollowed(change, counted.configuration())
        || System.nanoTime() > deadlineNanos) {
      answer.complete(outcome);
    } else {
      later.execute(() -> awaitFollowed(change, outcome, deadlineNanos, answer));
    }
  }

  private boolean isFollowed(MemberChange change, Configuration now) {
    return switch (change) {
      case MemberChange.Add _, MemberChange.Update _ -> true;
      case MemberChange.Remove(long id) -> !now.counts(id);
      case MemberChange.Promote(long id) ->
          now.settled() && now.voters().stream().anyMatch(voter -> voter.id() == id);
    };
  }
}
