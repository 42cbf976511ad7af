package dev.keelson.raftstore;

import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.OpResult;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.RangeResult;
import dev.keelson.mvcc.ReadView;
import dev.keelson.mvcc.watch.WatchHub;
import dev.keelson.raftstore.measure.Durations;
import java.util.concurrent.atomic.LongAdder;

/** Counts of one member since it was opened: {@link StoreCounters} says of what. Any thread. */
final class Tally {
  final Durations applies = Durations.doubling(0.0001, 20);
  final LongAdder puts = new LongAdder();
  final LongAdder deletes = new LongAdder();
  final LongAdder ranges = new LongAdder();
  final LongAdder txns = new LongAdder();
  final LongAdder leasesGranted = new LongAdder();
  final LongAdder leasesRenewed = new LongAdder();
  final LongAdder leasesRevoked = new LongAdder();

  /** One command that was applied. */
  void applied(Command<?> command, Outcome.Ok<?> outcome) {
    switch (command) {
      case Command.Put _ -> puts.increment();
      case Command.DeleteRange _ -> deletes.increment();
      case Command.Txn _ -> {
        if (outcome.value() instanceof OpResult.TxnResult result && operations(result) > 1) {
          txns.increment();
        }
      }
      case Command.LeaseGrant _ -> leasesGranted.increment();
      case Command.LeaseRevoke _ -> leasesRevoked.increment();
      case Command.Compact _, Command.LeaseCheckpoint _, Command.SetAlarm _ -> {}
      case Command.PutFact _, Command.SwapFact _ -> {}
    }
  }

  /** Counts what the branch taken did, and says how many that were. */
  private int operations(OpResult.TxnResult txn) {
    int operations = 0;
    for (OpResult result : txn.responses()) {
      operations +=
          switch (result) {
            case OpResult.PutResult _ -> one(puts);
            case OpResult.DeleteResult _ -> one(deletes);
            case RangeResult _ -> one(ranges);
            case OpResult.TxnResult inner -> operations(inner);
          };
    }
    return operations;
  }

  /** Together with what there is now. */
  StoreCounters counters(StoreApplier applier, ProposalQueue proposals) {
    WatchHub.Stats watches = applier.hub().stats();
    return new StoreCounters(
        keys(applier),
        puts.sum(),
        deletes.sum(),
        ranges.sum(),
        txns.sum(),
        watches.slowWatchers(),
        watches.pendingEvents(),
        leasesGranted.sum(),
        leasesRenewed.sum(),
        leasesRevoked.sum(),
        proposals.pendingCommands(),
        proposals.failedCommands());
  }

  private static long keys(StoreApplier applier) {
    try (ReadView view = applier.store().view()) {
      return view.count(KeyRange.ALL);
    }
  }

  private static int one(LongAdder counter) {
    counter.increment();
    return 1;
  }
}
