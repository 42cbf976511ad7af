package dev.keelson.raftstore.etcd;

import dev.keelson.mvcc.Refusal;
import dev.keelson.mvcc.TxnRules;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.util.Arrays;
import java.util.Optional;

/**
 * The one table from what went wrong to what the wire says. Clients compare these texts letter by
 * letter: etcd's own client turns them into error values, kube-apiserver decides by them.
 *
 * <p>Source: etcd's {@code api/v3rpc/rpctypes/error.go}; all of them stand here, those of features
 * to come too, and one of our own, the last.
 */
public enum EtcdErrors {
  EMPTY_KEY(Code.INVALID_ARGUMENT, "etcdserver: key is not provided"),
  KEY_NOT_FOUND(Code.INVALID_ARGUMENT, "etcdserver: key not found"),
  VALUE_PROVIDED(Code.INVALID_ARGUMENT, "etcdserver: value is provided"),
  LEASE_PROVIDED(Code.INVALID_ARGUMENT, "etcdserver: lease is provided"),
  TOO_MANY_OPS(Code.INVALID_ARGUMENT, "etcdserver: too many operations in txn request"),
  DUPLICATE_KEY(Code.INVALID_ARGUMENT, "etcdserver: duplicate key given in txn request"),
  INVALID_CLIENT_API_VERSION(Code.INVALID_ARGUMENT, "etcdserver: invalid client api version"),
  INVALID_SORT_OPTION(Code.INVALID_ARGUMENT, "etcdserver: invalid sort option"),
  COMPACTED(Code.OUT_OF_RANGE, "etcdserver: mvcc: required revision has been compacted"),
  FUTURE_REV(Code.OUT_OF_RANGE, "etcdserver: mvcc: required revision is a future revision"),
  NO_SPACE(Code.RESOURCE_EXHAUSTED, "etcdserver: mvcc: database space exceeded"),
  LEASE_NOT_FOUND(Code.NOT_FOUND, "etcdserver: requested lease not found"),
  LEASE_EXIST(Code.FAILED_PRECONDITION, "etcdserver: lease already exists"),
  LEASE_TTL_TOO_LARGE(Code.OUT_OF_RANGE, "etcdserver: too large lease TTL"),
  WATCH_CANCELED(Code.CANCELLED, "etcdserver: watch canceled"),
  MEMBER_EXIST(Code.FAILED_PRECONDITION, "etcdserver: member ID already exist"),
  PEER_URL_EXISTS(Code.FAILED_PRECONDITION, "etcdserver: Peer URLs already exists"),
  MEMBER_NOT_ENOUGH_STARTED(
      Code.FAILED_PRECONDITION,
      "etcdserver: re-configuration failed due to not enough started members"),
  MEMBER_BAD_URLS(Code.INVALID_ARGUMENT, "etcdserver: given member URLs are invalid"),
  MEMBER_NOT_FOUND(Code.NOT_FOUND, "etcdserver: member not found"),
  MEMBER_NOT_LEARNER(Code.FAILED_PRECONDITION, "etcdserver: can only promote a learner member"),
  LEARNER_NOT_READY(
      Code.FAILED_PRECONDITION,
      "etcdserver: can only promote a learner member which is in sync with leader"),
  TOO_MANY_LEARNERS(Code.FAILED_PRECONDITION, "etcdserver: too many learner members in cluster"),
  CLUSTER_ID_MISMATCH(Code.FAILED_PRECONDITION, "etcdserver: cluster ID mismatch"),
  REQUEST_TOO_LARGE(Code.INVALID_ARGUMENT, "etcdserver: request is too large"),
  TOO_MANY_REQUESTS(Code.RESOURCE_EXHAUSTED, "etcdserver: too many requests"),
  ROOT_USER_NOT_EXIST(Code.FAILED_PRECONDITION, "etcdserver: root user does not exist"),
  ROOT_ROLE_NOT_EXIST(Code.FAILED_PRECONDITION, "etcdserver: root user does not have root role"),
  USER_ALREADY_EXIST(Code.FAILED_PRECONDITION, "etcdserver: user name already exists"),
  USER_EMPTY(Code.INVALID_ARGUMENT, "etcdserver: user name is empty"),
  USER_NOT_FOUND(Code.FAILED_PRECONDITION, "etcdserver: user name not found"),
  ROLE_ALREADY_EXIST(Code.FAILED_PRECONDITION, "etcdserver: role name already exists"),
  ROLE_NOT_FOUND(Code.FAILED_PRECONDITION, "etcdserver: role name not found"),
  ROLE_EMPTY(Code.INVALID_ARGUMENT, "etcdserver: role name is empty"),
  AUTH_FAILED(
      Code.INVALID_ARGUMENT, "etcdserver: authentication failed, invalid user ID or password"),
  PERMISSION_NOT_GIVEN(Code.INVALID_ARGUMENT, "etcdserver: permission not given"),
  PERMISSION_DENIED(Code.PERMISSION_DENIED, "etcdserver: permission denied"),
  ROLE_NOT_GRANTED(Code.FAILED_PRECONDITION, "etcdserver: role is not granted to the user"),
  PERMISSION_NOT_GRANTED(
      Code.FAILED_PRECONDITION, "etcdserver: permission is not granted to the role"),
  AUTH_NOT_ENABLED(Code.FAILED_PRECONDITION, "etcdserver: authentication is not enabled"),
  INVALID_AUTH_TOKEN(Code.UNAUTHENTICATED, "etcdserver: invalid auth token"),
  INVALID_AUTH_MGMT(Code.INVALID_ARGUMENT, "etcdserver: invalid auth management"),
  AUTH_OLD_REVISION(Code.INVALID_ARGUMENT, "etcdserver: revision of auth store is old"),
  NO_LEADER(Code.UNAVAILABLE, "etcdserver: no leader"),
  NOT_LEADER(Code.FAILED_PRECONDITION, "etcdserver: not leader"),
  LEADER_CHANGED(Code.UNAVAILABLE, "etcdserver: leader changed"),
  NOT_CAPABLE(Code.FAILED_PRECONDITION, "etcdserver: not capable"),
  STOPPED(Code.UNAVAILABLE, "etcdserver: server stopped"),
  TIMEOUT(Code.UNAVAILABLE, "etcdserver: request timed out"),
  TIMEOUT_DUE_TO_LEADER_FAIL(
      Code.UNAVAILABLE, "etcdserver: request timed out, possibly due to previous leader failure"),
  TIMEOUT_DUE_TO_CONNECTION_LOST(
      Code.UNAVAILABLE, "etcdserver: request timed out, possibly due to connection lost"),
  TIMEOUT_WAIT_APPLIED_INDEX(
      Code.UNAVAILABLE,
      "etcdserver: request timed out, waiting for the applied index took too long"),
  UNHEALTHY(Code.UNAVAILABLE, "etcdserver: unhealthy cluster"),
  CORRUPT(Code.DATA_LOSS, "etcdserver: corrupt cluster"),
  NOT_SUPPORTED_FOR_LEARNER(Code.FAILED_PRECONDITION, "etcdserver: rpc not supported for learner"),
  BAD_LEADER_TRANSFEREE(Code.FAILED_PRECONDITION, "etcdserver: bad leader transferee"),
  WRONG_DOWNGRADE_VERSION_FORMAT(
      Code.INVALID_ARGUMENT, "etcdserver: wrong downgrade target version format"),
  INVALID_DOWNGRADE_TARGET_VERSION(
      Code.INVALID_ARGUMENT, "etcdserver: invalid downgrade target version"),
  CLUSTER_VERSION_UNAVAILABLE(
      Code.FAILED_PRECONDITION, "etcdserver: cluster version not found during downgrade"),
  DOWNGRADE_IN_PROCESS(
      Code.FAILED_PRECONDITION, "etcdserver: cluster has a downgrade job in progress"),
  NO_INFLIGHT_DOWNGRADE(Code.FAILED_PRECONDITION, "etcdserver: no inflight downgrade job"),
  CANCELED(Code.CANCELLED, "etcdserver: request canceled"),
  DEADLINE_EXCEEDED(Code.DEADLINE_EXCEEDED, "etcdserver: context deadline exceeded"),

  /** Not one of etcd's, which has no bound but gRPC's and its memory. */
  ANSWER_TOO_LARGE(
      Code.RESOURCE_EXHAUSTED,
      "etcdserver: answer is too large for this member's memory: ask for parts, by limit or by"
          + " smaller ranges, or with RangeStream");

  private final Status status;

  EtcdErrors(Code code, String message) {
    this.status = code.toStatus().withDescription(message);
  }

  Status status() {
    return status;
  }

  String message() {
    return status.getDescription();
  }

  static EtcdErrors of(Refusal refusal) {
    return switch (refusal) {
      case Refusal.Compacted _ -> COMPACTED;
      case Refusal.FutureRevision _ -> FUTURE_REV;
      case Refusal.Plain plain ->
          switch (plain) {
            case KEY_NOT_FOUND -> KEY_NOT_FOUND;
            case LEASE_NOT_FOUND -> LEASE_NOT_FOUND;
            case LEASE_EXISTS -> LEASE_EXIST;
            case NO_SPACE -> NO_SPACE;
            case CORRUPT -> CORRUPT;
            case REQUEST_TOO_LARGE -> REQUEST_TOO_LARGE;
            case ANSWER_TOO_LARGE -> ANSWER_TOO_LARGE;
            case TOO_MANY_REQUESTS -> TOO_MANY_REQUESTS;
            case NO_LEADER -> NO_LEADER;
            case NOT_LEADER -> NOT_LEADER;
            case LEADER_CHANGED -> LEADER_CHANGED;
            case TIMEOUT -> TIMEOUT;
            case TIMEOUT_LEADER_FAILED -> TIMEOUT_DUE_TO_LEADER_FAIL;
            case STOPPED -> STOPPED;
            case BAD_LEADER_TRANSFEREE -> BAD_LEADER_TRANSFEREE;
            case MEMBER_NOT_FOUND -> MEMBER_NOT_FOUND;
            case MEMBER_EXISTS -> MEMBER_EXIST;
            case PEER_URL_EXISTS -> PEER_URL_EXISTS;
            case MEMBER_BAD_URLS -> MEMBER_BAD_URLS;
            case MEMBER_NOT_LEARNER -> MEMBER_NOT_LEARNER;
            case LEARNER_NOT_READY -> LEARNER_NOT_READY;
            case TOO_MANY_LEARNERS -> TOO_MANY_LEARNERS;
            case NOT_ENOUGH_STARTED -> MEMBER_NOT_ENOUGH_STARTED;
            case UNHEALTHY -> UNHEALTHY;
          };
    };
  }

  /**
   * What a status says to a client; empty where it is none of these, or says nothing that a store
   * refuses. Revisions are not on the wire: they are 0.
   */
  public static Optional<Refusal> refusal(Status status) {
    return Arrays.stream(values())
        .filter(
            each ->
                each.status.getCode() == status.getCode()
                    && each.message().equals(status.getDescription()))
        .findFirst()
        .flatMap(EtcdErrors::refusal);
  }

  private Optional<Refusal> refusal() {
    for (Refusal.Plain plain : Refusal.Plain.values()) {
      if (of(plain) == this) {
        return Optional.of(plain);
      }
    }
    return switch (this) {
      case COMPACTED -> Optional.of(new Refusal.Compacted(0));
      case FUTURE_REV -> Optional.of(new Refusal.FutureRevision(0));
      case TOO_MANY_OPS -> Optional.of(Refusal.Plain.REQUEST_TOO_LARGE);
      case TIMEOUT_DUE_TO_CONNECTION_LOST,
          TIMEOUT_WAIT_APPLIED_INDEX,
          CANCELED,
          DEADLINE_EXCEEDED ->
          Optional.of(Refusal.Plain.TIMEOUT);
      default -> Optional.empty();
    };
  }

  static EtcdErrors of(TxnRules.Violation violation) {
    return switch (violation) {
      case TOO_MANY_OPS -> TOO_MANY_OPS;
      case DUPLICATE_KEY -> DUPLICATE_KEY;
      case EMPTY_KEY -> EMPTY_KEY;
      case VALUE_PROVIDED -> VALUE_PROVIDED;
      case LEASE_PROVIDED -> LEASE_PROVIDED;
    };
  }
}
