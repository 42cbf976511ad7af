package dev.keelson.jepsen.workload;

import com.google.protobuf.ByteString;
import dev.keelson.jepsen.history.Compare;
import dev.keelson.jepsen.history.KeyValue;
import dev.keelson.jepsen.history.Keys;
import dev.keelson.jepsen.history.Request;
import dev.keelson.jepsen.history.Result;
import dev.keelson.jepsen.history.WatchHistory;
import dev.keelson.raftstore.etcd.pb.DeleteRangeRequest;
import dev.keelson.raftstore.etcd.pb.DeleteRangeResponse;
import dev.keelson.raftstore.etcd.pb.PutRequest;
import dev.keelson.raftstore.etcd.pb.PutResponse;
import dev.keelson.raftstore.etcd.pb.RangeRequest;
import dev.keelson.raftstore.etcd.pb.RangeResponse;
import dev.keelson.raftstore.etcd.pb.RequestOp;
import dev.keelson.raftstore.etcd.pb.ResponseOp;
import dev.keelson.raftstore.etcd.pb.TxnRequest;
import dev.keelson.raftstore.etcd.pb.TxnResponse;
import dev.keelson.raftstore.etcd.pb.mvcc.Event;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Requests and results of histories, as messages of etcd's wire. Text is Latin-1, as in {@link
 * Keys}.
 */
final class Wires {
  private Wires() {}

  static ByteString bytes(String text) {
    return ByteString.copyFrom(text, StandardCharsets.ISO_8859_1);
  }

  private static String text(ByteString bytes) {
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  static ByteString end(Keys keys) {
    return keys.isOne() ? ByteString.EMPTY : bytes(keys.end());
  }

  static RangeRequest range(Request.Range range) {
    return RangeRequest.newBuilder()
        .setKey(bytes(range.keys().from()))
        .setRangeEnd(end(range.keys()))
        .setLimit(range.limit())
        .setRevision(range.atRevision())
        .setSerializable(range.serializable())
        .build();
  }

  /** Asks for the pair before, so that the checkers have more to hold against each other. */
  static PutRequest put(Request.Put put) {
    return PutRequest.newBuilder()
        .setKey(bytes(put.key()))
        .setValue(bytes(put.value()))
        .setLease(put.lease())
        .setPrevKv(true)
        .build();
  }

  static DeleteRangeRequest delete(Request.Delete delete) {
    return DeleteRangeRequest.newBuilder()
        .setKey(bytes(delete.keys().from()))
        .setRangeEnd(end(delete.keys()))
        .setPrevKv(true)
        .build();
  }

  static TxnRequest txn(Request.Txn txn) {
    TxnRequest.Builder builder = TxnRequest.newBuilder();
    txn.compares().forEach(compare -> builder.addCompare(compare(compare)));
    txn.then().forEach(action -> builder.addSuccess(action(action)));
    txn.otherwise().forEach(action -> builder.addFailure(action(action)));
    return builder.build();
  }

  private static RequestOp action(Request.Action action) {
    RequestOp.Builder builder = RequestOp.newBuilder();
    switch (action) {
      case Request.Range range -> builder.setRequestRange(range(range));
      case Request.Put put -> builder.setRequestPut(put(put));
      case Request.Delete delete -> builder.setRequestDeleteRange(delete(delete));
    }
    return builder.build();
  }

  private static dev.keelson.raftstore.etcd.pb.Compare compare(Compare compare) {
    var builder =
        dev.keelson.raftstore.etcd.pb.Compare.newBuilder()
            .setKey(bytes(compare.key()))
            .setResult(
                switch (compare.relation()) {
                  case EQUAL -> dev.keelson.raftstore.etcd.pb.Compare.CompareResult.EQUAL;
                  case NOT_EQUAL -> dev.keelson.raftstore.etcd.pb.Compare.CompareResult.NOT_EQUAL;
                  case GREATER -> dev.keelson.raftstore.etcd.pb.Compare.CompareResult.GREATER;
                  case LESS -> dev.keelson.raftstore.etcd.pb.Compare.CompareResult.LESS;
                });
    return switch (compare.target()) {
      case MOD_REVISION ->
          builder
              .setTarget(dev.keelson.raftstore.etcd.pb.Compare.CompareTarget.MOD)
              .setModRevision(Long.parseLong(compare.operand()))
              .build();
      case CREATE_REVISION ->
          builder
              .setTarget(dev.keelson.raftstore.etcd.pb.Compare.CompareTarget.CREATE)
              .setCreateRevision(Long.parseLong(compare.operand()))
              .build();
      case VERSION ->
          builder
              .setTarget(dev.keelson.raftstore.etcd.pb.Compare.CompareTarget.VERSION)
              .setVersion(Long.parseLong(compare.operand()))
              .build();
      case LEASE ->
          builder
              .setTarget(dev.keelson.raftstore.etcd.pb.Compare.CompareTarget.LEASE)
              .setLease(Long.parseLong(compare.operand()))
              .build();
      case VALUE ->
          builder
              .setTarget(dev.keelson.raftstore.etcd.pb.Compare.CompareTarget.VALUE)
              .setValue(bytes(compare.operand()))
              .build();
    };
  }

  static KeyValue keyValue(dev.keelson.raftstore.etcd.pb.mvcc.KeyValue kv) {
    return new KeyValue(
        text(kv.getKey()),
        text(kv.getValue()),
        kv.getCreateRevision(),
        kv.getModRevision(),
        kv.getVersion(),
        kv.getLease());
  }

  static Result.Ranged ranged(RangeResponse answer) {
    return new Result.Ranged(
        answer.getKvsList().stream().map(Wires::keyValue).toList(),
        answer.getCount(),
        answer.getMore());
  }

  static Result.Written written(PutResponse answer) {
    return new Result.Written(
        answer.hasPrevKv() ? Optional.of(keyValue(answer.getPrevKv())) : Optional.empty());
  }

  static Result.Deleted deleted(DeleteRangeResponse answer) {
    return new Result.Deleted(
        answer.getDeleted(), answer.getPrevKvsList().stream().map(Wires::keyValue).toList());
  }

  static Result.Decided decided(TxnResponse answer) {
    return new Result.Decided(
        answer.getSucceeded(), answer.getResponsesList().stream().map(Wires::result).toList());
  }

  private static Result result(ResponseOp answer) {
    return switch (answer.getResponseCase()) {
      case RESPONSE_RANGE -> ranged(answer.getResponseRange());
      case RESPONSE_PUT -> written(answer.getResponsePut());
      case RESPONSE_DELETE_RANGE -> deleted(answer.getResponseDeleteRange());
      case RESPONSE_TXN -> decided(answer.getResponseTxn());
      case RESPONSE_NOT_SET -> throw new IllegalStateException("an answer without content");
    };
  }

  static WatchHistory.Event event(Event event) {
    return new WatchHistory.Event(
        event.getType() == Event.EventType.DELETE
            ? WatchHistory.Kind.DELETE
            : WatchHistory.Kind.PUT,
        keyValue(event.getKv()),
        event.hasPrevKv() ? Optional.of(keyValue(event.getPrevKv())) : Optional.empty());
  }
}
