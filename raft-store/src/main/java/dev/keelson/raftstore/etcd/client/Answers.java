package dev.keelson.raftstore.etcd.client;

import com.google.protobuf.ByteString;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.OpResult;
import dev.keelson.mvcc.RangeResult;
import dev.keelson.mvcc.Revision;
import dev.keelson.mvcc.watch.Event;
import dev.keelson.mvcc.watch.EventBatch;
import dev.keelson.mvcc.watch.MatchedEvents;
import dev.keelson.raftstore.etcd.pb.DeleteRangeResponse;
import dev.keelson.raftstore.etcd.pb.PutResponse;
import dev.keelson.raftstore.etcd.pb.RangeResponse;
import dev.keelson.raftstore.etcd.pb.ResponseHeader;
import dev.keelson.raftstore.etcd.pb.ResponseOp;
import dev.keelson.raftstore.etcd.pb.TxnResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers as the wire has them to values of the store. */
final class Answers {
  private Answers() {}

  static Bytes bytes(ByteString wire) {
    return wire.isEmpty() ? Bytes.EMPTY : Bytes.wrap(wire.toByteArray());
  }

  static KeyValue pair(dev.keelson.raftstore.etcd.pb.mvcc.KeyValue wire) {
    return KeyValue.of(
        bytes(wire.getKey()),
        wire.getCreateRevision(),
        wire.getModRevision(),
        wire.getVersion(),
        bytes(wire.getValue()),
        wire.getLease());
  }

  private static List<KeyValue> pairs(List<dev.keelson.raftstore.etcd.pb.mvcc.KeyValue> wire) {
    List<KeyValue> pairs = new ArrayList<>(wire.size());
    for (dev.keelson.raftstore.etcd.pb.mvcc.KeyValue each : wire) {
      pairs.add(pair(each));
    }
    return pairs;
  }

  static RangeResult range(RangeResponse r) {
    return range(r, r.getHeader().getRevision());
  }

  private static RangeResult range(RangeResponse r, long revision) {
    return new RangeResult(revision, pairs(r.getKvsList()), r.getMore(), r.getCount());
  }

  static OpResult.PutResult put(PutResponse r) {
    return put(r, r.getHeader().getRevision());
  }

  private static OpResult.PutResult put(PutResponse r, long revision) {
    return new OpResult.PutResult(
        revision, r.hasPrevKv() ? Optional.of(pair(r.getPrevKv())) : Optional.empty());
  }

  static OpResult.DeleteResult delete(DeleteRangeResponse r) {
    return delete(r, r.getHeader().getRevision());
  }

  private static OpResult.DeleteResult delete(DeleteRangeResponse r, long revision) {
    return new OpResult.DeleteResult(revision, r.getDeleted(), pairs(r.getPrevKvsList()));
  }

  static OpResult.TxnResult txn(TxnResponse r) {
    return txn(r, r.getHeader().getRevision());
  }

  /** {@code whole}: revision of the transaction, where an inner header has none. */
  private static long revision(ResponseHeader inner, long whole) {
    return inner.getRevision() == 0 ? whole : inner.getRevision();
  }

  private static OpResult.TxnResult txn(TxnResponse r, long revision) {
    List<OpResult> responses = new ArrayList<>(r.getResponsesCount());
    for (ResponseOp op : r.getResponsesList()) {
      responses.add(
          switch (op.getResponseCase()) {
            case RESPONSE_RANGE -> {
              RangeResponse inner = op.getResponseRange();
              yield range(inner, revision(inner.getHeader(), revision));
            }
            case RESPONSE_PUT -> {
              PutResponse inner = op.getResponsePut();
              yield put(inner, revision(inner.getHeader(), revision));
            }
            case RESPONSE_DELETE_RANGE -> {
              DeleteRangeResponse inner = op.getResponseDeleteRange();
              yield delete(inner, revision(inner.getHeader(), revision));
            }
            case RESPONSE_TXN -> txn(op.getResponseTxn(), revision);
            case RESPONSE_NOT_SET -> throw new IllegalStateException("an empty answer in " + r);
          });
    }
    return new OpResult.TxnResult(revision, r.getSucceeded(), responses);
  }

  /**
   * Events of whole revisions from {@code first} on, in order; empty where there are none. Other
   * keys changed in the same transaction are not seen: sub-revisions count those that are.
   */
  static Optional<MatchedEvents> events(
      List<dev.keelson.raftstore.etcd.pb.mvcc.Event> wire, long first, boolean previous) {
    List<EventBatch> batches = new ArrayList<>();
    List<Event> batch = new ArrayList<>();
    long revision = 0;
    for (dev.keelson.raftstore.etcd.pb.mvcc.Event each : wire) {
      long main = each.getKv().getModRevision();
      if (main < first) {
        continue;
      }
      if (main != revision && !batch.isEmpty()) {
        batches.add(new EventBatch(revision, batch));
        batch = new ArrayList<>();
      }
      revision = main;
      batch.add(
          new Event(
              new Revision(main, batch.size()),
              pair(each.getKv()),
              each.hasPrevKv() ? Optional.of(pair(each.getPrevKv())) : Optional.empty()));
    }
    if (!batch.isEmpty()) {
      batches.add(new EventBatch(revision, batch));
    }
    return batches.isEmpty() ? Optional.empty() : Optional.of(new MatchedEvents(batches, previous));
  }
}
