package dev.keelson.launcher.judge;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.etcd.jetcd.api.AlarmResponse;
import io.etcd.jetcd.api.CompactionResponse;
import io.etcd.jetcd.api.DeleteRangeResponse;
import io.etcd.jetcd.api.HashKVResponse;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.LeaseGrantResponse;
import io.etcd.jetcd.api.LeaseKeepAliveResponse;
import io.etcd.jetcd.api.LeaseRevokeResponse;
import io.etcd.jetcd.api.LeaseTimeToLiveResponse;
import io.etcd.jetcd.api.Member;
import io.etcd.jetcd.api.MemberListResponse;
import io.etcd.jetcd.api.PutResponse;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.ResponseHeader;
import io.etcd.jetcd.api.ResponseOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The one place that says in what two correct servers may differ. Everything else in an answer is
 * compared as it came. Rule numbers are those of {@code etcd.md} §2.
 */
final class Normaliser {
  private final Binary.Version reference;

  Normaliser(Binary.Version reference) {
    this.reference = reference;
  }

  Answer normalise(Message request, Answer answer) {
    return switch (answer) {
      case Answer.Error error -> request instanceof TxnRequest ? branch(error) : error;
      case Answer.Reply(Message reply) -> new Answer.Reply(normalise(request, reply));
    };
  }

  /**
   * Rule 24: a branch that cannot run for several reasons is refused for the first. Up to 3.6 all
   * puts are looked at before all ranges, and a put's key before its lease; since 3.7 the
   * operations are taken in order, lease first. Which reason is told is therefore not compared.
   */
  private static Answer.Error branch(Answer.Error error) {
    return BRANCH_REFUSALS.contains(error.text())
        ? new Answer.Error(Status.Code.UNKNOWN, "a reason against the branch taken")
        : error;
  }

  private static final Set<String> BRANCH_REFUSALS =
      Set.of(
          "etcdserver: key not found",
          "etcdserver: requested lease not found",
          "etcdserver: mvcc: required revision has been compacted",
          "etcdserver: mvcc: required revision is a future revision");

  private Message normalise(Message request, Message reply) {
    return switch (reply) {
      case RangeResponse range -> range((RangeRequest) request, range);
      case PutResponse put -> put.toBuilder().setHeader(header(put.getHeader())).build();
      case DeleteRangeResponse delete ->
          delete.toBuilder().setHeader(header(delete.getHeader())).build();
      case TxnResponse txn -> txn((TxnRequest) request, txn);
      case CompactionResponse done -> done.toBuilder().setHeader(header(done.getHeader())).build();
      case LeaseGrantResponse grant ->
          grant.toBuilder().setHeader(header(grant.getHeader())).build();
      case LeaseRevokeResponse done -> done.toBuilder().setHeader(header(done.getHeader())).build();
      case LeaseKeepAliveResponse alive ->
          alive.toBuilder().setHeader(header(alive.getHeader())).build();
      case LeaseTimeToLiveResponse left -> timeToLive(left);
      case MemberListResponse leases -> leases(leases);
      case AlarmResponse alarms -> alarms(alarms);
      case HashKVResponse hash -> hash(hash);
      default -> reply;
    };
  }

  /** Ids and term are each server's own; that they are filled, or are not, is compared. */
  private static ResponseHeader header(ResponseHeader header) {
    return header.toBuilder()
        .setClusterId(header.getClusterId() == 0 ? 0 : 1)
        .setMemberId(header.getMemberId() == 0 ? 0 : 1)
        .setRaftTerm(header.getRaftTerm() == 0 ? 0 : 1)
        .build();
  }

  private static RangeResponse range(RangeRequest request, RangeResponse range) {
    RangeResponse.Builder builder = range.toBuilder();
    if (range.hasHeader()) {
      builder.setHeader(header(range.getHeader()));
    }
    List<KeyValue> kvs = new ArrayList<>(range.getKvsList());
    if (request.getKeysOnly()) {
      // Rule 10: lease is 0 since 3.7 and filled before.
      kvs.replaceAll(kv -> kv.toBuilder().clearLease().build());
    }
    return builder.clearKvs().addAllKvs(ties(request, kvs, range.getMore())).build();
  }

  /**
   * Rule 9: the order of ties is not promised. Groups of equal sort value are put in key order;
   * where the limit may have cut through the last group, only its size counts.
   */
  private static List<KeyValue> ties(RangeRequest request, List<KeyValue> kvs, boolean cut) {
    Function<KeyValue, Object> by =
        switch (request.getSortTargetValue()) {
          case 1 -> KeyValue::getVersion;
          case 2 -> KeyValue::getCreateRevision;
          case 3 -> KeyValue::getModRevision;
          case 4 -> kv -> request.getKeysOnly() ? "" : kv.getValue();
          default -> KeyValue::getKey;
        };
    if (request.getSortTargetValue() == 0) {
      return kvs;
    }
    List<KeyValue> result = new ArrayList<>();
    int from = 0;
    while (from < kvs.size()) {
      int to = from + 1;
      while (to < kvs.size() && by.apply(kvs.get(to)).equals(by.apply(kvs.get(from)))) {
        to++;
      }
      List<KeyValue> group = new ArrayList<>(kvs.subList(from, to));
      if (to == kvs.size() && cut) {
        group.replaceAll(_ -> KeyValue.newBuilder().setKey(ByteString.copyFromUtf8("?")).build());
      }
      group.sort(
          Comparator.comparing(KeyValue::getKey, ByteString.unsignedLexicographicalComparator()));
      result.addAll(group);
      from = to;
    }
    return result;
  }

  private static TxnResponse txn(TxnRequest request, TxnResponse txn) {
    TxnResponse.Builder builder = txn.toBuilder();
    if (txn.hasHeader()) {
      builder.setHeader(header(txn.getHeader()));
    }
    List<RequestOp> taken =
        txn.getSucceeded() ? request.getSuccessList() : request.getFailureList();
    for (int i = 0; i < Math.min(taken.size(), txn.getResponsesCount()); i++) {
      ResponseOp.Builder op = builder.getResponsesBuilder(i);
      if (op.hasResponseRange()) {
        op.setResponseRange(range(taken.get(i).getRequestRange(), op.getResponseRange()));
      } else if (op.hasResponseTxn()) {
        op.setResponseTxn(txn(taken.get(i).getRequestTxn(), op.getResponseTxn()));
      }
    }
    return builder.build();
  }

  private static LeaseTimeToLiveResponse timeToLive(LeaseTimeToLiveResponse left) {
    List<ByteString> keys = new ArrayList<>(left.getKeysList());
    keys.sort(ByteString.unsignedLexicographicalComparator()); // Rule 44: unordered.
    LeaseTimeToLiveResponse.Builder builder =
        left.toBuilder().setHeader(header(left.getHeader())).clearKeys().addAllKeys(keys);
    long spent = left.getGrantedTTL() - left.getTTL();
    if (left.getGrantedTTL() > 0 && spent >= 0 && spent <= 300) {
      builder.setTTL(left.getGrantedTTL()); // The two grants were not made at the same instant.
    }
    return builder.build();
  }

  private static MemberListResponse leases(MemberListResponse leases) {
    List<Member> sorted = new ArrayList<>(leases.getMembersList());
    sorted.sort(Comparator.comparingLong(Member::getID)); // By time left, which is not compared.
    return leases.toBuilder()
        .setHeader(header(leases.getHeader()))
        .clearMembers()
        .addAllMembers(sorted)
        .build();
  }

  /** Rule 64; 3.4 left the header of an alarm response empty. */
  private AlarmResponse alarms(AlarmResponse alarms) {
    boolean filled = reference.hasFixOf(Integer.MAX_VALUE, 0);
    ResponseHeader header =
        filled ? header(alarms.getHeader()) : ResponseHeader.getDefaultInstance();
    return alarms.toBuilder().setHeader(header).build();
  }

  /** hash_revision (field 4) came with 3.6, §1. */
  private static HashKVResponse hash(HashKVResponse hash) {
    UnknownFieldSet known = hash.getUnknownFields().toBuilder().clearField(4).build();
    return hash.toBuilder().setHeader(header(hash.getHeader())).setUnknownFields(known).build();
  }
}
