package dev.keelson.jepsen.history;

import java.util.List;

/** What a client asked for. */
public sealed interface Request {

  /** What may stand alone and inside a transaction. */
  sealed interface Action extends Request permits Range, Put, Delete {}

  /**
   * A read of one key or a list of several.
   *
   * @param limit most pairs wanted; 0 for all
   * @param atRevision revision to read at; 0 for the newest
   * @param serializable answered by the asked member alone, so possibly stale
   */
  record Range(Keys keys, long limit, long atRevision, boolean serializable) implements Action {
    @Override
    public String toString() {
      return (keys.isOne() ? "get " : "list ")
          + keys
          + (atRevision == 0 ? "" : " at " + atRevision)
          + (limit == 0 ? "" : " limit " + limit)
          + (serializable ? " serializable" : "");
    }
  }

  /**
   * @param lease id of the lease to hang the key on; 0 for none
   */
  record Put(String key, String value, long lease) implements Action {
    @Override
    public String toString() {
      return "put " + key + "=" + value + (lease == 0 ? "" : " lease " + Long.toHexString(lease));
    }
  }

  /** Deletes every key of the range. */
  record Delete(Keys keys) implements Action {
    @Override
    public String toString() {
      return "delete " + keys;
    }
  }

  /** All of {@code then} at once if every comparison holds, else all of {@code otherwise}. */
  record Txn(List<Compare> compares, List<Action> then, List<Action> otherwise) implements Request {
    public Txn {
      compares = List.copyOf(compares);
      then = List.copyOf(then);
      otherwise = List.copyOf(otherwise);
    }

    @Override
    public String toString() {
      return "txn"
          + (compares.isEmpty() ? "" : " if " + compares)
          + " then "
          + then
          + (otherwise.isEmpty() ? "" : " else " + otherwise);
    }
  }

  /**
   * @param id the id asked for or, once answered, the id given
   * @param ttlSeconds time to live
   */
  record LeaseGrant(long id, long ttlSeconds) implements Request {
    @Override
    public String toString() {
      return "grant " + Long.toHexString(id) + " " + ttlSeconds + "s";
    }
  }

  /** Ends the lease and deletes its keys, in one revision. */
  record LeaseRevoke(long id) implements Request {
    @Override
    public String toString() {
      return "revoke " + Long.toHexString(id);
    }
  }

  record LeaseKeepAlive(long id) implements Request {
    @Override
    public String toString() {
      return "keep-alive " + Long.toHexString(id);
    }
  }

  /** Forgets the history before {@code revision}. Takes no revision itself. */
  record Compact(long revision) implements Request {
    @Override
    public String toString() {
      return "compact " + revision;
    }
  }

  /**
   * Takes a lock that is held by a lease.
   *
   * @param lease the lease that holds it; if it ends, so does the hold
   */
  record Acquire(String lock, long lease) implements Request {
    @Override
    public String toString() {
      return "acquire " + lock;
    }
  }

  /**
   * @param token the fencing token that {@link Result.Acquired} gave
   */
  record Release(String lock, long token) implements Request {
    @Override
    public String toString() {
      return "release " + lock + " token " + token;
    }
  }

  /** Uses what the lock guards: the resource should refuse a token older than one it has seen. */
  record Guarded(String lock, long token) implements Request {
    @Override
    public String toString() {
      return "use " + lock + " token " + token;
    }
  }

  static Range get(String key) {
    return new Range(Keys.one(key), 0, 0, false);
  }

  static Range getSerializable(String key) {
    return new Range(Keys.one(key), 0, 0, true);
  }

  static Range list(String prefix) {
    return new Range(Keys.prefix(prefix), 0, 0, false);
  }

  static Put put(String key, String value) {
    return new Put(key, value, 0);
  }

  static Delete delete(String key) {
    return new Delete(Keys.one(key));
  }

  /**
   * Kubernetes' optimistic update: puts if the key was last written at {@code expected} (0: if it
   * does not exist), else reads it.
   */
  static Txn compareAndSet(String key, long expected, String value) {
    return new Txn(
        List.of(Compare.modRevision(key, expected)), List.of(put(key, value)), List.of(get(key)));
  }
}
