package dev.keelson.mvcc;

/**
 * Why a request was not carried out: every expected way, each with what it knows. Nothing was
 * changed.
 */
public sealed interface Refusal {
  /** History below {@code floor} is gone. */
  record Compacted(long floor) implements Refusal {}

  /** Asked for a revision above {@code head}. */
  record FutureRevision(long head) implements Refusal {}

  /** The rest know nothing more than their name. The wire texts stand in one table, EtcdErrors. */
  enum Plain implements Refusal {
    KEY_NOT_FOUND,
    LEASE_NOT_FOUND,
    LEASE_EXISTS,
    NO_SPACE,
    CORRUPT,
    /** Also: it would change more at once than one entry may; in parts it goes through. */
    REQUEST_TOO_LARGE,
    /**
     * More bytes than whoever answers has room for. The one refusal that a mutation may get after
     * it was carried out: the state is what every member has, only the pairs read are not told.
     */
    ANSWER_TOO_LARGE,
    TOO_MANY_REQUESTS,
    NO_LEADER,
    NOT_LEADER,
    LEADER_CHANGED,
    /** Not known whether it was applied. */
    TIMEOUT,
    TIMEOUT_LEADER_FAILED,
    STOPPED,
    BAD_LEADER_TRANSFEREE,
    MEMBER_NOT_FOUND,
    MEMBER_EXISTS,
    /** Of another member. */
    PEER_URL_EXISTS,
    MEMBER_BAD_URLS,
    MEMBER_NOT_LEARNER,
    /** Too far behind the leader to be given a vote. */
    LEARNER_NOT_READY,
    TOO_MANY_LEARNERS,
    /** A change of members that leaves fewer started ones than a quorum. */
    NOT_ENOUGH_STARTED,
    /** A change of members while too few of them are connected. */
    UNHEALTHY
  }
}
