package dev.keelson.mvcc;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A change of the store, complete in itself: times, ids and random choices were made before it was
 * proposed. {@code R} is what it answers when it is accepted.
 */
public sealed interface Command<R> {

  /**
   * {@code lease} 0 = none. The ignore flags keep the value or lease that the key has, which must
   * exist (rule 20).
   */
  record Put(
      Bytes key,
      Bytes value,
      long lease,
      boolean wantPrevious,
      boolean ignoreValue,
      boolean ignoreLease)
      implements Command<OpResult.PutResult>, Op {
    public static Put of(Bytes key, Bytes value) {
      return new Put(key, value, 0, false, false, false);
    }

    public static Put of(String key, String value) {
      return of(Bytes.of(key), Bytes.of(value));
    }
  }

  record DeleteRange(KeyRange range, boolean wantPrevious)
      implements Command<OpResult.DeleteResult>, Op {}

  /**
   * If all {@code compares} hold, {@code success} runs, else {@code failure}; in order, each seeing
   * those before it, all under one main revision. Static checks (number of operations, duplicate
   * keys, rules 22 and 23) are the proposer's: {@link TxnRules}.
   */
  record Txn(List<Compare> compares, List<Op> success, List<Op> failure)
      implements Command<OpResult.TxnResult>, Op {
    public Txn {
      compares = List.copyOf(compares);
      success = List.copyOf(success);
      failure = List.copyOf(failure);
    }
  }

  /** Forget history below {@code revision}: at once for readers, in the background on disk. */
  record Compact(long revision) implements Command<Long> {}

  /**
   * {@code id} positive and chosen by the proposer; {@code ttl} in seconds, already raised to the
   * minimum.
   */
  record LeaseGrant(long id, long ttl) implements Command<LeaseGranted> {}

  /**
   * Ends a lease and deletes its keys in one revision, in key order. Answers the revision after.
   */
  record LeaseRevoke(long id) implements Command<Long> {}

  /**
   * Remaining seconds by lease id, so that a new leader does not start from the full TTL (rule 42).
   */
  record LeaseCheckpoint(Map<Long, Long> remaining) implements Command<Long> {
    public LeaseCheckpoint {
      remaining = Map.copyOf(remaining);
    }
  }

  /**
   * Raises or lowers one alarm of one member. Answers the alarms that this command changed: none or
   * one.
   */
  record SetAlarm(boolean active, Alarm alarm) implements Command<List<Alarm>> {}

  /**
   * A small replicated fact that this module stores but does not understand (members, cluster
   * version). An empty value removes it. Answers the revision, which it does not move.
   */
  record PutFact(Bytes name, Optional<Bytes> value) implements Command<Long> {}

  /**
   * Replaces a fact if it still is what the proposer saw; {@code expected} empty: if there is none.
   * Answers whether it did: a proposer that was late decides anew. For facts that several members
   * change (the list of members).
   */
  record SwapFact(Bytes name, Optional<Bytes> expected, Optional<Bytes> value)
      implements Command<Boolean> {}

  record LeaseGranted(long id, long ttl, long revision) {}
}
