package dev.keelson.jepsen.history;

import java.util.List;
import java.util.Optional;

/**
 * One watch of one client from its first request to its last answer; whatever reconnects it made
 * are steps of it.
 *
 * @param member the member it was opened at, as the run names it; may be empty
 */
public record WatchHistory(int client, String member, List<Step> steps) {

  public WatchHistory {
    steps = List.copyOf(steps);
  }

  /** Something that happened on the watch, at a time in nanoseconds. */
  public sealed interface Step {
    long at();
  }

  /**
   * A request to watch: the first, or a resumption after a break.
   *
   * @param startRevision first revision wanted; 0 for what comes next
   * @param prevKv whether events should carry the pair before
   * @param progress whether bookmarks were asked for
   * @param puts whether puts are wanted (etcd's NOPUT filter says no)
   * @param deletes whether deletes are wanted (etcd's NODELETE filter says no)
   */
  public record Opened(
      long at,
      Keys keys,
      long startRevision,
      boolean prevKv,
      boolean progress,
      boolean puts,
      boolean deletes)
      implements Step {

    /** Everything under a prefix, with bookmarks and previous pairs. */
    public static Opened prefix(long at, String prefix, long startRevision) {
      return new Opened(at, Keys.prefix(prefix), startRevision, true, true, true, true);
    }
  }

  /** The server's answer that the watch exists. */
  public record Created(long at, long revision) implements Step {}

  /**
   * Events of one response. Parts of a fragmented response are to be put together before they are
   * recorded.
   */
  public record Delivered(long at, long revision, List<Event> events) implements Step {
    public Delivered {
      events = List.copyOf(events);
    }
  }

  /** A progress notification: everything up to {@code revision} has been delivered. */
  public record Bookmark(long at, long revision) implements Step {}

  /**
   * The server ended the watch.
   *
   * @param compactRevision what was compacted, if that was why; else 0
   */
  public record Cancelled(long at, long revision, long compactRevision, String reason)
      implements Step {}

  /** The stream broke or the client closed it: nothing was said about the rest. */
  public record Broken(long at, String reason) implements Step {}

  /** Put or delete. */
  public enum Kind {
    PUT,
    DELETE
  }

  /**
   * One change of one key.
   *
   * @param kv the pair; of a delete only the key and its modRevision mean anything
   * @param previous the pair before, if it was sent
   */
  public record Event(Kind kind, KeyValue kv, Optional<KeyValue> previous) {

    public long revision() {
      return kv.modRevision();
    }

    /** A put that brought the key to life. */
    public boolean isCreate() {
      return kind == Kind.PUT && kv.createRevision() == kv.modRevision();
    }

    public static Event put(KeyValue kv) {
      return new Event(Kind.PUT, kv, Optional.empty());
    }

    public static Event delete(String key, long revision) {
      return new Event(Kind.DELETE, new KeyValue(key, "", 0, revision, 0, 0), Optional.empty());
    }

    @Override
    public String toString() {
      return kind == Kind.PUT ? "put " + kv : "delete " + kv.key() + "@" + kv.modRevision();
    }
  }
}
