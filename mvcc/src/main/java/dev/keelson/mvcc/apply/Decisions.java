package dev.keelson.mvcc.apply;

import dev.keelson.mvcc.Alarm;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.Op;
import dev.keelson.mvcc.OpResult;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.Refusal;
import dev.keelson.mvcc.lease.LeaseRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What each command does. First the reasons to refuse it, in etcd's order, then its effect. The
 * same commands on the same store give the same outcome on every member.
 *
 * <p>{@code answer} false leaves out of the outcomes what only a waiting client needs: ranges,
 * previous pairs. One of these per entry.
 */
public final class Decisions {
  private final Staged staged;
  private final Outlay outlay;
  private final AnswerRoom room;

  public Decisions(Staged staged, boolean answer, EntryBounds bounds) {
    this.staged = staged;
    this.outlay = new Outlay(staged, bounds.written());
    this.room = new AnswerRoom(answer ? bounds.answered() : 0);
  }

  public Outcome<?> carryOut(Command<?> command) {
    Refusal raised = alarmAgainst(command);
    if (raised != null) {
      return Outcome.refused(raised);
    }
    Outcome<?> outcome =
        switch (command) {
          case Command.Put put -> put(put);
          case Command.DeleteRange delete -> delete(delete);
          case Command.Txn txn -> txn(txn);
          case Command.Compact compact -> compact(compact.revision());
          case Command.LeaseGrant grant -> grant(grant);
          case Command.LeaseRevoke revoke -> revoke(revoke.id());
          case Command.LeaseCheckpoint checkpoint -> checkpoint(checkpoint.remaining());
          case Command.SetAlarm set -> setAlarm(set.alarm(), set.active());
          case Command.PutFact fact -> putFact(fact.name(), fact.value());
          case Command.SwapFact swap -> swapFact(swap);
        };
    staged.finishCommand();
    return room.endCommand() ? Outcome.refused(Refusal.Plain.ANSWER_TOO_LARGE) : outcome;
  }

  /** Rules 57 and 58; corruption is the graver one. */
  private @Nullable Refusal alarmAgainst(Command<?> command) {
    if (staged.registers().alarms().isEmpty()) {
      return null;
    }
    boolean changesData =
        switch (command) {
          case Command.Put _, Command.DeleteRange _, Command.Txn _, Command.Compact _ -> true;
          case Command.LeaseGrant _, Command.LeaseRevoke _ -> true;
          case Command.LeaseCheckpoint _, Command.SetAlarm _ -> false;
          case Command.PutFact _, Command.SwapFact _ -> false;
        };
    if (changesData && staged.registers().isRaised(Alarm.Kind.CORRUPT)) {
      return Refusal.Plain.CORRUPT;
    }
    return needsSpace(command) && staged.registers().isRaised(Alarm.Kind.NOSPACE)
        ? Refusal.Plain.NO_SPACE
        : null;
  }

  private static boolean needsSpace(Command<?> command) {
    return command instanceof Command.Put
        || command instanceof Command.LeaseGrant
        || command instanceof Command.Txn txn && puts(txn);
  }

  private static boolean puts(Command.Txn txn) {
    return puts(txn.success()) || puts(txn.failure());
  }

  private static boolean puts(List<Op> ops) {
    for (Op op : ops) {
      if (op instanceof Command.Put || op instanceof Command.Txn txn && puts(txn)) {
        return true;
      }
    }
    return false;
  }

  private Outcome<OpResult.PutResult> put(Command.Put put) {
    Slot slot = staged.slot(put.key());
    Refusal refusal = refusal(put, slot, staged);
    if (refusal == null && !outlay.spend(outlay.of(put, slot))) {
      refusal = Refusal.Plain.REQUEST_TOO_LARGE;
    }
    return refusal != null
        ? Outcome.refused(refusal)
        : Outcome.ok(new Mutations(staged, room).put(put, slot));
  }

  private Outcome<OpResult.DeleteResult> delete(Command.DeleteRange delete) {
    return outlay.spend(outlay.of(delete))
        ? Outcome.ok(new Mutations(staged, room).delete(delete))
        : Outcome.refused(Refusal.Plain.REQUEST_TOO_LARGE);
  }

  /** Rule 20. */
  static @Nullable Refusal refusal(Command.Put put, Slot slot, Staged staged) {
    if (put.lease() != 0 && staged.lease(put.lease()) == null) {
      return Refusal.Plain.LEASE_NOT_FOUND;
    }
    return (put.ignoreValue() || put.ignoreLease()) && slot.now() == null
        ? Refusal.Plain.KEY_NOT_FOUND
        : null;
  }

  private Outcome<OpResult.TxnResult> txn(Command.Txn txn) {
    TxnDecision decision = TxnDecision.of(txn, staged);
    Refusal refusal = decision.refusal(staged);
    if (refusal == null && !outlay.spend(outlay.of(decision))) {
      refusal = Refusal.Plain.REQUEST_TOO_LARGE;
    }
    return refusal != null
        ? Outcome.refused(refusal)
        : Outcome.ok(new Mutations(staged, room).run(decision));
  }

  /** Rule 14. */
  private Outcome<Long> compact(long revision) {
    if (revision <= staged.floor()) {
      return Outcome.refused(new Refusal.Compacted(staged.floor()));
    }
    if (revision > staged.head()) {
      return Outcome.refused(new Refusal.FutureRevision(staged.head()));
    }
    staged.compact(revision);
    return Outcome.ok(staged.head());
  }

  private Outcome<Command.LeaseGranted> grant(Command.LeaseGrant grant) {
    if (staged.lease(grant.id()) != null) {
      return Outcome.refused(Refusal.Plain.LEASE_EXISTS);
    }
    staged.set(grant.id(), Optional.of(new LeaseRecord(grant.id(), grant.ttl(), 0)));
    return Outcome.ok(new Command.LeaseGranted(grant.id(), grant.ttl(), staged.head()));
  }

  private Outcome<Long> revoke(long id) {
    if (staged.lease(id) == null) {
      return Outcome.refused(Refusal.Plain.LEASE_NOT_FOUND);
    }
    List<Bytes> keys = staged.keysOf(id);
    if (!outlay.spend(Outlay.ofKeys(keys))) {
      return Outcome.refused(Refusal.Plain.REQUEST_TOO_LARGE);
    }
    for (Bytes key : keys) {
      staged.delete(staged.slot(key));
    }
    staged.set(id, Optional.empty());
    return Outcome.ok(staged.revision());
  }

  /** A lease that is gone by now is passed over. */
  private Outcome<Long> checkpoint(Map<Long, Long> remaining) {
    remaining.forEach(
        (id, seconds) -> {
          LeaseRecord lease = staged.lease(id);
          if (lease != null && lease.remaining() != seconds) {
            staged.set(id, Optional.of(lease.withRemaining(seconds)));
          }
        });
    return Outcome.ok(staged.head());
  }

  private Outcome<List<Alarm>> setAlarm(Alarm alarm, boolean active) {
    if (staged.registers().alarms().contains(alarm) == active) {
      return Outcome.ok(List.of());
    }
    staged.set(alarm, active);
    return Outcome.ok(List.of(alarm));
  }

  private Outcome<Long> putFact(Bytes name, Optional<Bytes> value) {
    Optional<Bytes> wanted = value.filter(bytes -> !bytes.isEmpty());
    if (!staged.registers().fact(name).equals(wanted)) {
      staged.set(name, wanted);
    }
    return Outcome.ok(staged.head());
  }

  private Outcome<Boolean> swapFact(Command.SwapFact swap) {
    Optional<Bytes> expected = swap.expected().filter(bytes -> !bytes.isEmpty());
    boolean same = staged.registers().fact(swap.name()).equals(expected);
    if (same) {
      putFact(swap.name(), swap.value());
    }
    return Outcome.ok(same);
  }
}
