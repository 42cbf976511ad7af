package dev.keelson.jepsen.check;

import dev.keelson.jepsen.history.History;
import dev.keelson.jepsen.history.KeyValue;
import dev.keelson.jepsen.history.Operation;
import dev.keelson.jepsen.history.Request;
import dev.keelson.jepsen.history.Response;
import dev.keelson.jepsen.history.WatchHistory;
import dev.keelson.jepsen.history.WatchHistory.Delivered;
import dev.keelson.jepsen.history.WatchHistory.Event;
import dev.keelson.jepsen.history.WatchHistory.Kind;
import dev.keelson.jepsen.history.WatchHistory.Opened;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * etcd's guarantees for watches (etcd.io/docs, "KV API guarantees", Watch APIs): ordered, unique,
 * atomic, reliable, resumable, bookmarkable; and besides: filters are kept to, nothing comes from
 * before the start, previous pairs are right, and no event tells of what never was.
 *
 * <p>Reliable, resumable and previous pairs are judged by a {@link Replay} of the clients' own
 * operations. A change that is only assumed in it is neither demanded of a watch nor held against a
 * previous pair.
 */
public final class WatchChecker {

  private WatchChecker() {}

  /** Checks every watch of a history; the first that breaks a guarantee is the verdict. */
  public static Verdict check(History history, Replay replay) {
    long events = 0;
    for (WatchHistory watch : history.watches()) {
      WatchStream stream = new WatchStream(watch);
      Optional<Verdict.Invalid> broken = stream.broken();
      for (WatchStream.Segment segment : stream.segments()) {
        broken = broken.or(() -> against(history, replay, watch, segment));
      }
      if (broken.isPresent()) {
        return broken.get();
      }
      events += stream.events();
    }
    return new Verdict.Valid(events);
  }

  private record Place(long revision, String key) {}

  private static Optional<Verdict.Invalid> against(
      History history, Replay replay, WatchHistory watch, WatchStream.Segment segment) {
    Map<Place, Event> got = new HashMap<>();
    for (Delivered delivered : segment.delivered()) {
      for (Event event : delivered.events()) {
        got.put(new Place(event.revision(), event.kv().key()), event);
      }
    }
    return missing(replay, watch, segment, got).or(() -> wrong(history, replay, watch, segment));
  }

  private static Optional<Verdict.Invalid> missing(
      Replay replay, WatchHistory watch, WatchStream.Segment segment, Map<Place, Event> got) {
    if (segment.first() == 0) {
      return Optional.empty();
    }
    Opened opened = segment.opened();
    long first = Math.max(segment.first(), replay.from() + 1);
    long last = Math.min(segment.last(), replay.reached());
    long firstGot =
        segment.delivered().isEmpty()
            ? Long.MAX_VALUE
            : segment.delivered().getFirst().events().getFirst().revision();
    for (Replay.Change change : replay.between(opened.keys(), first, last)) {
      boolean wanted = change.kv().isPresent() ? opened.puts() : opened.deletes();
      if (wanted
          && change.certain()
          && !got.containsKey(new Place(change.revision(), change.key()))) {
        boolean atStart = opened.startRevision() > 0 && change.revision() < firstGot;
        String what =
            change.kv().map(kv -> "put " + kv).orElse("delete " + change.key())
                + " at revision "
                + change.revision();
        return Optional.of(
            invalid(
                watch,
                atStart && segment.resumed() ? "resumable" : "reliable",
                what
                    + " never came on the watch of "
                    + opened.keys()
                    + " from revision "
                    + segment.first()
                    + ", which went on to revision "
                    + segment.last(),
                change.writer().stream().toList()));
      }
    }
    return Optional.empty();
  }

  private static Optional<Verdict.Invalid> wrong(
      History history, Replay replay, WatchHistory watch, WatchStream.Segment segment) {
    for (Delivered delivered : segment.delivered()) {
      for (Event event : delivered.events()) {
        if (event.revision() > replay.from() && event.revision() <= replay.reached()) {
          Optional<Verdict.Invalid> broken =
              wrong(history, replay, watch, segment, delivered, event);
          if (broken.isPresent()) {
            return broken;
          }
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Verdict.Invalid> wrong(
      History history,
      Replay replay,
      WatchHistory watch,
      WatchStream.Segment segment,
      Delivered delivered,
      Event event) {
    String key = event.kv().key();
    Optional<Replay.Change> change = replay.change(key, event.revision());
    boolean happened =
        change.isPresent()
            && change.get().revision() == event.revision()
            && change.get().kv().isPresent() == (event.kind() == Kind.PUT)
            && (event.kind() == Kind.DELETE
                || Semantics.agrees(change.get().kv().orElseThrow(), event.kv()));
    List<Operation> writer = change.flatMap(Replay.Change::writer).stream().toList();
    if (!happened) {
      return Optional.of(
          invalid(
              watch,
              "reliable",
              event
                  + " came, but the store's past has "
                  + change
                      .map(c -> c.kv().map(KeyValue::toString).orElse("a delete"))
                      .orElse("nothing")
                  + change.map(c -> " at revision " + c.revision()).orElse("")
                  + " for that key",
              writer));
    }
    if (!segment.opened().prevKv()) {
      return Optional.empty();
    }
    Optional<Replay.Change> last = replay.change(key, event.revision() - 1);
    if (last.isPresent() && !last.get().certain()) {
      return Optional.empty();
    }
    Optional<KeyValue> before = last.flatMap(Replay.Change::kv);
    boolean right =
        event.previous().isPresent()
            ? before.isPresent() && Semantics.agrees(before.get(), event.previous().get())
            : before.isEmpty() || isCompacted(history, event.revision(), delivered.at());
    return right
        ? Optional.empty()
        : Optional.of(
            invalid(
                watch,
                "prev_kv",
                event
                    + " came with “"
                    + event.previous().map(KeyValue::toString).orElse("nothing")
                    + "” as what was before, which was “"
                    + before.map(KeyValue::toString).orElse("nothing")
                    + "”",
                writer));
  }

  /** Whether the pair before a revision may have been forgotten at a time in nanoseconds. */
  private static boolean isCompacted(History history, long revision, long at) {
    boolean asked =
        history.operations().stream()
            .anyMatch(
                op ->
                    op.request() instanceof Request.Compact compact
                        && !(op.response() instanceof Response.Failed)
                        && compact.revision() >= revision
                        && op.invoked() <= at);
    return asked || history.hashes().stream().anyMatch(hash -> hash.compactRevision() >= revision);
  }

  static Verdict.Invalid invalid(WatchHistory watch, String rule, String explanation) {
    return invalid(watch, rule, explanation, List.of());
  }

  private static Verdict.Invalid invalid(
      WatchHistory watch, String rule, String explanation, List<Operation> operations) {
    String where =
        watch.member().isEmpty()
            ? "watch of client " + watch.client()
            : "watch of client " + watch.client() + " at " + watch.member();
    int from = Math.max(0, watch.steps().size() - 12);
    List<String> evidence =
        watch.steps().subList(from, watch.steps().size()).stream().map(Object::toString).toList();
    return Verdict.Invalid.of(
        "watch is " + rule, explanation + " (" + where + ")", operations, evidence);
  }
}
