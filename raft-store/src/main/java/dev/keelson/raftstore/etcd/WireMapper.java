package dev.keelson.raftstore.etcd;

import com.google.protobuf.ByteString;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.Compare;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.Op;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.raftstore.etcd.pb.Compare.CompareTarget;
import dev.keelson.raftstore.etcd.pb.DeleteRangeRequest;
import dev.keelson.raftstore.etcd.pb.PutRequest;
import dev.keelson.raftstore.etcd.pb.RangeRequest;
import dev.keelson.raftstore.etcd.pb.RequestOp;
import dev.keelson.raftstore.etcd.pb.TxnRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests as the wire has them to values of the store. What comes in was checked: {@link
 * RequestChecks}.
 */
final class WireMapper {
  private WireMapper() {}

  static Bytes bytes(ByteString wire) {
    return wire.isEmpty() ? Bytes.EMPTY : Bytes.wrap(wire.toByteArray());
  }

  static KeyRange range(ByteString key, ByteString rangeEnd) {
    return new KeyRange(bytes(key), bytes(rangeEnd));
  }

  static RangeQuery query(RangeRequest r) {
    return new RangeQuery(
        range(r.getKey(), r.getRangeEnd()),
        // A negative limit is none, as in etcd.
        Math.max(0, r.getLimit()),
        r.getRevision(),
        switch (r.getSortOrder()) {
          case NONE, UNRECOGNIZED -> RangeQuery.SortOrder.NONE;
          case ASCEND -> RangeQuery.SortOrder.ASCEND;
          case DESCEND -> RangeQuery.SortOrder.DESCEND;
        },
        switch (r.getSortTarget()) {
          case KEY, UNRECOGNIZED -> RangeQuery.SortTarget.KEY;
          case VERSION -> RangeQuery.SortTarget.VERSION;
          case CREATE -> RangeQuery.SortTarget.CREATE;
          case MOD -> RangeQuery.SortTarget.MOD;
          case VALUE -> RangeQuery.SortTarget.VALUE;
        },
        r.getKeysOnly(),
        r.getCountOnly(),
        filter(r));
  }

  private static RangeQuery.RevisionFilter filter(RangeRequest r) {
    if ((r.getMinModRevision()
            | r.getMaxModRevision()
            | r.getMinCreateRevision()
            | r.getMaxCreateRevision())
        == 0) {
      return RangeQuery.RevisionFilter.NONE;
    }
    return new RangeQuery.RevisionFilter(
        r.getMinModRevision(),
        r.getMaxModRevision(),
        r.getMinCreateRevision(),
        r.getMaxCreateRevision());
  }

  static Command.Put put(PutRequest r) {
    return new Command.Put(
        bytes(r.getKey()),
        bytes(r.getValue()),
        r.getLease(),
        r.getPrevKv(),
        r.getIgnoreValue(),
        r.getIgnoreLease());
  }

  static Command.DeleteRange delete(DeleteRangeRequest r) {
    return new Command.DeleteRange(range(r.getKey(), r.getRangeEnd()), r.getPrevKv());
  }

  static Command.Txn txn(TxnRequest r) {
    List<Compare> compares = new ArrayList<>(r.getCompareCount());
    for (int i = 0; i < r.getCompareCount(); i++) {
      compares.add(compare(r.getCompare(i)));
    }
    return new Command.Txn(compares, ops(r.getSuccessList()), ops(r.getFailureList()));
  }

  private static List<Op> ops(List<RequestOp> wire) {
    if (wire.isEmpty()) {
      return List.of();
    }
    List<Op> ops = new ArrayList<>(wire.size());
    for (int i = 0; i < wire.size(); i++) {
      RequestOp op = wire.get(i);
      ops.add(
          switch (op.getRequestCase()) {
            case REQUEST_RANGE -> query(op.getRequestRange());
            case REQUEST_PUT -> put(op.getRequestPut());
            case REQUEST_DELETE_RANGE -> delete(op.getRequestDeleteRange());
            case REQUEST_TXN -> txn(op.getRequestTxn());
            case REQUEST_NOT_SET -> throw new AssertionError("an unchecked request");
          });
    }
    return ops;
  }

  /**
   * Where the value given is not of the kind that is compared, or missing, etcd compares with zero
   * (rule 25).
   */
  private static Compare compare(dev.keelson.raftstore.etcd.pb.Compare c) {
    Compare.Relation relation =
        switch (c.getResult()) {
          case EQUAL -> Compare.Relation.EQUAL;
          case UNRECOGNIZED -> Compare.Relation.ANY;
          case GREATER -> Compare.Relation.GREATER;
          case LESS -> Compare.Relation.LESS;
          case NOT_EQUAL -> Compare.Relation.NOT_EQUAL;
        };
    CompareTarget what = c.getTarget();
    Compare.Target target =
        switch (what) {
          case VERSION -> new Compare.Target.Version(c.getVersion());
          case UNRECOGNIZED -> new Compare.Target.Unknown();
          case CREATE -> new Compare.Target.Create(c.getCreateRevision());
          case MOD -> new Compare.Target.Mod(c.getModRevision());
          case VALUE -> new Compare.Target.Value(bytes(c.getValue()));
          case LEASE -> new Compare.Target.Lease(c.getLease());
        };
    return new Compare(range(c.getKey(), c.getRangeEnd()), relation, target);
  }
}
