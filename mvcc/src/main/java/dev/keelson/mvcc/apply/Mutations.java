package dev.keelson.mvcc.apply;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.Op;
import dev.keelson.mvcc.OpResult;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.mvcc.RangeResult;
import dev.keelson.mvcc.read.RangeReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What was decided, done: operations staged in order, with their answers. Never refuses. */
record Mutations(Staged staged, AnswerRoom room) {

  /**
   * What is to be kept may be gone by now, where an operation of the same transaction has deleted
   * the key: then there is nothing to keep. (etcd crashes there.)
   */
  OpResult.PutResult put(Command.Put put, Slot slot) {
    Live before = slot.now();
    Bytes value = put.value();
    long lease = put.lease();
    if (before != null) {
      value = put.ignoreValue() ? staged.whole(before).value() : value;
      lease = put.ignoreLease() ? before.pair().lease() : lease;
    }
    staged.put(slot, value, lease);
    return new OpResult.PutResult(
        staged.revision(),
        put.wantPrevious() && before != null && room.isWanted() && room.take(before.size())
            ? Optional.of(staged.whole(before))
            : Optional.empty());
  }

  OpResult.DeleteResult delete(Command.DeleteRange delete) {
    List<Slot> doomed =
        delete.range().isOneKey()
            ? List.of(staged.slot(delete.range().start()))
            : staged.liveSlots(delete.range());
    boolean telling = delete.wantPrevious() && room.isWanted();
    List<KeyValue> previous = telling ? new ArrayList<>() : List.of();
    long deleted = 0;
    for (Slot slot : doomed) {
      Live now = slot.now();
      if (now != null) {
        if (telling && room.take(now.size())) {
          previous.add(staged.whole(now));
        }
        staged.delete(slot);
        deleted++;
      }
    }
    return new OpResult.DeleteResult(staged.revision(), deleted, previous);
  }

  OpResult.TxnResult run(TxnDecision decision) {
    List<OpResult> responses = new ArrayList<>(decision.ops().size());
    int nested = 0;
    for (Op op : decision.ops()) {
      responses.add(
          switch (op) {
            case Command.Put put -> put(put, staged.slot(put.key()));
            case Command.DeleteRange delete -> delete(delete);
            case RangeQuery query -> range(query);
            case Command.Txn _ -> run(decision.nested().get(nested++));
          });
    }
    return new OpResult.TxnResult(staged.revision(), decision.succeeded(), responses);
  }

  /**
   * Only for whoever waits for it: a member that does not answer need not read, and cannot differ
   * (rule 28).
   */
  private RangeResult range(RangeQuery query) {
    RangeResult read =
        room.isWanted()
            ? RangeReader.read(staged.at(query.revision()), query, staged.revision(), room::take)
            : null;
    return read != null ? read : new RangeResult(staged.revision(), List.of(), false, 0);
  }
}
