package dev.keelson.raftstore.etcd;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import dev.keelson.raftstore.etcd.pb.Compare;
import dev.keelson.raftstore.etcd.pb.DeleteRangeRequest;
import dev.keelson.raftstore.etcd.pb.PutRequest;
import dev.keelson.raftstore.etcd.pb.RangeRequest;
import dev.keelson.raftstore.etcd.pb.RequestOp;
import dev.keelson.raftstore.etcd.pb.TxnRequest;
import io.grpc.Status;
import java.util.List;
import java.util.Optional;

/**
 * What is wrong with a request by itself, before anybody looks at the store (rules 19 to 23), in
 * etcd's order, because a request can be wrong in two ways and clients see the first.
 */
final class RequestChecks {
  private RequestChecks() {}

  static Optional<Status> range(RangeRequest r) {
    if (r.getKey().isEmpty()) {
      return refused(EtcdErrors.EMPTY_KEY);
    }
    if (r.getSortOrder() == RangeRequest.SortOrder.UNRECOGNIZED
        || r.getSortTarget() == RangeRequest.SortTarget.UNRECOGNIZED) {
      return refused(EtcdErrors.INVALID_SORT_OPTION);
    }
    return Optional.empty();
  }

  /** A stream comes in key order and unfiltered, or not at all. */
  static Optional<Status> rangeStream(RangeRequest r) {
    Optional<Status> wrong = range(r);
    if (wrong.isPresent()) {
      return wrong;
    }
    boolean keyOrder =
        r.getSortTarget() == RangeRequest.SortTarget.KEY
            && r.getSortOrder() != RangeRequest.SortOrder.DESCEND;
    if (!keyOrder) {
      return unimplemented("RangeStream does not support custom sort orders");
    }
    if ((r.getMinModRevision()
            | r.getMaxModRevision()
            | r.getMinCreateRevision()
            | r.getMaxCreateRevision())
        != 0) {
      return unimplemented("RangeStream does not support revision filters");
    }
    return Optional.empty();
  }

  static Optional<Status> put(PutRequest r) {
    if (r.getKey().isEmpty()) {
      return refused(EtcdErrors.EMPTY_KEY);
    }
    if (r.getIgnoreValue() && !r.getValue().isEmpty()) {
      return refused(EtcdErrors.VALUE_PROVIDED);
    }
    if (r.getIgnoreLease() && r.getLease() != 0) {
      return refused(EtcdErrors.LEASE_PROVIDED);
    }
    return Optional.empty();
  }

  static Optional<Status> delete(DeleteRangeRequest r) {
    return r.getKey().isEmpty() ? refused(EtcdErrors.EMPTY_KEY) : Optional.empty();
  }

  /**
   * {@code maxOps}: what the transactions around this one left. Overlapping keys are for TxnRules.
   */
  static Optional<Status> txn(TxnRequest r, int maxOps) {
    int ops = Math.max(r.getCompareCount(), Math.max(r.getSuccessCount(), r.getFailureCount()));
    if (ops > maxOps) {
      return refused(EtcdErrors.TOO_MANY_OPS);
    }
    for (Compare compare : r.getCompareList()) {
      if (compare.getKey().isEmpty()) {
        return refused(EtcdErrors.EMPTY_KEY);
      }
    }
    Optional<Status> wrong = ops(r.getSuccessList(), maxOps - ops);
    return wrong.isPresent() ? wrong : ops(r.getFailureList(), maxOps - ops);
  }

  private static Optional<Status> ops(List<RequestOp> ops, int maxOps) {
    for (int i = 0; i < ops.size(); i++) {
      RequestOp op = ops.get(i);
      Optional<Status> wrong =
          switch (op.getRequestCase()) {
            case REQUEST_RANGE -> range(op.getRequestRange());
            case REQUEST_PUT -> put(op.getRequestPut());
            case REQUEST_DELETE_RANGE -> delete(op.getRequestDeleteRange());
            case REQUEST_TXN -> txn(op.getRequestTxn(), maxOps);
            case REQUEST_NOT_SET -> refused(EtcdErrors.KEY_NOT_FOUND);
          };
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    return Optional.empty();
  }

  /**
   * Rule 21: etcd measures its log entry, which is the request as field of another message, after a
   * header with an id. So do we, so that a request which just fits there just fits here.
   */
  static boolean isTooLarge(MessageLite request, int maxRequestBytes) {
    int size = request.getSerializedSize();
    int envelope = 14 + 1 + CodedOutputStream.computeUInt32SizeNoTag(size);
    return size > maxRequestBytes - envelope;
  }

  private static Optional<Status> refused(EtcdErrors error) {
    return Optional.of(error.status());
  }

  private static Optional<Status> unimplemented(String text) {
    return Optional.of(Status.UNIMPLEMENTED.withDescription(text));
  }
}
