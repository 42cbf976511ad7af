package dev.keelson.raftstore.etcd.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.Compare;
import dev.keelson.mvcc.Op;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.mvcc.watch.WatchSpec;
import dev.keelson.raftstore.etcd.pb.Compare.CompareResult;
import dev.keelson.raftstore.etcd.pb.Compare.CompareTarget;
import dev.keelson.raftstore.etcd.pb.DeleteRangeRequest;
import dev.keelson.raftstore.etcd.pb.PutRequest;
import dev.keelson.raftstore.etcd.pb.RangeRequest;
import dev.keelson.raftstore.etcd.pb.RequestOp;
import dev.keelson.raftstore.etcd.pb.TxnRequest;
import dev.keelson.raftstore.etcd.pb.WatchCreateRequest;
import dev.keelson.raftstore.etcd.pb.WatchCreateRequest.FilterType;

/** Values of the store to requests as the wire has them. */
final class Requests {
  private Requests() {}

  /** Shares the array. */
  static ByteString bytes(Bytes bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes.array());
  }

  static RangeRequest range(RangeQuery q, boolean isSerializable) {
    RangeQuery.RevisionFilter filter = q.filter();
    return RangeRequest.newBuilder()
        .setKey(bytes(q.range().start()))
        .setRangeEnd(bytes(q.range().end()))
        .setLimit(q.limit())
        .setRevision(q.revision())
        .setSortOrder(
            switch (q.order()) {
              case NONE -> RangeRequest.SortOrder.NONE;
              case ASCEND -> RangeRequest.SortOrder.ASCEND;
              case DESCEND -> RangeRequest.SortOrder.DESCEND;
            })
        .setSortTarget(
            switch (q.target()) {
              case KEY -> RangeRequest.SortTarget.KEY;
              case VERSION -> RangeRequest.SortTarget.VERSION;
              case CREATE -> RangeRequest.SortTarget.CREATE;
              case MOD -> RangeRequest.SortTarget.MOD;
              case VALUE -> RangeRequest.SortTarget.VALUE;
            })
        .setSerializable(isSerializable)
        .setKeysOnly(q.keysOnly())
        .setCountOnly(q.countOnly())
        .setMinModRevision(filter.minMod())
        .setMaxModRevision(filter.maxMod())
        .setMinCreateRevision(filter.minCreate())
        .setMaxCreateRevision(filter.maxCreate())
        .build();
  }

  static PutRequest put(Command.Put put) {
    return PutRequest.newBuilder()
        .setKey(bytes(put.key()))
        .setValue(bytes(put.value()))
        .setLease(put.lease())
        .setPrevKv(put.wantPrevious())
        .setIgnoreValue(put.ignoreValue())
        .setIgnoreLease(put.ignoreLease())
        .build();
  }

  static DeleteRangeRequest delete(Command.DeleteRange delete) {
    return DeleteRangeRequest.newBuilder()
        .setKey(bytes(delete.range().start()))
        .setRangeEnd(bytes(delete.range().end()))
        .setPrevKv(delete.wantPrevious())
        .build();
  }

  static TxnRequest txn(Command.Txn txn) {
    TxnRequest.Builder request = TxnRequest.newBuilder();
    txn.compares().forEach(each -> request.addCompare(compare(each)));
    txn.success().forEach(each -> request.addSuccess(op(each)));
    txn.failure().forEach(each -> request.addFailure(op(each)));
    return request.build();
  }

  private static RequestOp op(Op op) {
    RequestOp.Builder request = RequestOp.newBuilder();
    switch (op) {
      case RangeQuery query -> request.setRequestRange(range(query, false));
      case Command.Put put -> request.setRequestPut(put(put));
      case Command.DeleteRange delete -> request.setRequestDeleteRange(delete(delete));
      case Command.Txn txn -> request.setRequestTxn(txn(txn));
    }
    return request.build();
  }

  /** What a newer program knows and this one does not has no number here. */
  private static dev.keelson.raftstore.etcd.pb.Compare compare(Compare compare) {
    dev.keelson.raftstore.etcd.pb.Compare.Builder request =
        dev.keelson.raftstore.etcd.pb.Compare.newBuilder()
            .setKey(bytes(compare.range().start()))
            .setRangeEnd(bytes(compare.range().end()))
            .setResult(
                switch (compare.relation()) {
                  case EQUAL -> CompareResult.EQUAL;
                  case GREATER -> CompareResult.GREATER;
                  case LESS -> CompareResult.LESS;
                  case NOT_EQUAL -> CompareResult.NOT_EQUAL;
                  case ANY -> throw unknown(compare);
                });
    switch (compare.target()) {
      case Compare.Target.Version(long version) ->
          request.setTarget(CompareTarget.VERSION).setVersion(version);
      case Compare.Target.Create(long revision) ->
          request.setTarget(CompareTarget.CREATE).setCreateRevision(revision);
      case Compare.Target.Mod(long revision) ->
          request.setTarget(CompareTarget.MOD).setModRevision(revision);
      case Compare.Target.Value(Bytes value) ->
          request.setTarget(CompareTarget.VALUE).setValue(bytes(value));
      case Compare.Target.Lease(long lease) ->
          request.setTarget(CompareTarget.LEASE).setLease(lease);
      case Compare.Target.Unknown _ -> throw unknown(compare);
    }
    return request.build();
  }

  private static IllegalArgumentException unknown(Compare compare) {
    return new IllegalArgumentException("etcd's wire has no such comparison: " + compare);
  }

  /** {@code revision} first wanted; 0: what comes after now. */
  static WatchCreateRequest watch(WatchSpec spec, long id, long revision) {
    WatchCreateRequest.Builder request =
        WatchCreateRequest.newBuilder()
            .setKey(bytes(spec.range().start()))
            .setRangeEnd(bytes(spec.range().end()))
            .setStartRevision(revision)
            .setWatchId(id)
            .setPrevKv(spec.previous())
            .setProgressNotify(true)
            .setFragment(true);
    if (spec.noPuts()) {
      request.addFilters(FilterType.NOPUT);
    }
    if (spec.noDeletes()) {
      request.addFilters(FilterType.NODELETE);
    }
    return request.build();
  }
}
