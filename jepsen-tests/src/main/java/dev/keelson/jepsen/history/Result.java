package dev.keelson.jepsen.history;

import java.util.List;
import java.util.Optional;

/** What a server said it did: one kind for each kind of {@link Request}. */
public sealed interface Result {

  /**
   * @param count keys in the range, whatever the limit
   * @param more whether the limit cut the list
   */
  record Ranged(List<KeyValue> found, long count, boolean more) implements Result {
    public Ranged {
      found = List.copyOf(found);
    }

    @Override
    public String toString() {
      return found.isEmpty()
          ? "nothing"
          : found.size() == 1 ? found.getFirst().toString() : "" + found;
    }
  }

  /**
   * @param previous what was there, if it was asked for
   */
  record Written(Optional<KeyValue> previous) implements Result {
    @Override
    public String toString() {
      return previous.map(p -> "over " + p).orElse("written");
    }
  }

  /**
   * @param count keys deleted
   * @param previous what was there, if it was asked for; else empty
   */
  record Deleted(long count, List<KeyValue> previous) implements Result {
    public Deleted {
      previous = List.copyOf(previous);
    }

    @Override
    public String toString() {
      return count + " deleted";
    }
  }

  /**
   * @param results one for each action of the branch taken, in order
   */
  record Decided(boolean succeeded, List<Result> results) implements Result {
    public Decided {
      results = List.copyOf(results);
    }

    @Override
    public String toString() {
      return (succeeded ? "then " : "else ") + results;
    }
  }

  /**
   * Answer to grant, revoke and keep-alive.
   *
   * @param ttlSeconds time to live; 0 or less: the lease is gone
   */
  record Leased(long id, long ttlSeconds) implements Result {
    @Override
    public String toString() {
      return "lease " + Long.toHexString(id) + " " + ttlSeconds + "s";
    }
  }

  /**
   * @param token fencing token: etcd's lock gives the create revision of the lock's key
   */
  record Acquired(long token) implements Result {
    @Override
    public String toString() {
      return "token " + token;
    }
  }

  /** Answer to release and to a guarded use. */
  record Accepted(boolean accepted) implements Result {
    @Override
    public String toString() {
      return accepted ? "accepted" : "refused";
    }
  }

  /** Answer that says no more than that it was done: to a compaction. */
  record Done() implements Result {
    @Override
    public String toString() {
      return "done";
    }
  }

  /** One key read. */
  static Ranged found(KeyValue kv) {
    return new Ranged(List.of(kv), 1, false);
  }

  /** One key read that was not there. */
  static Ranged absent() {
    return new Ranged(List.of(), 0, false);
  }

  static Written written() {
    return new Written(Optional.empty());
  }

  static Deleted deleted(long count) {
    return new Deleted(count, List.of());
  }
}
