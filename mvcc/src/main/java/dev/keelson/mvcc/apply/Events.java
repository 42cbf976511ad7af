package dev.keelson.mvcc.apply;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.watch.Event;
import dev.keelson.mvcc.watch.EventBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The changes of an entry as those who watch want them: by revision, each with the pair before that
 * revision. Where a transaction changes a key twice, that is the pair before the transaction, for
 * both (rule 35). Of an entry that has not kept all of these pairs only where it has changed
 * something.
 */
public final class Events {
  private Events() {}

  public static List<EventBatch> of(Staged staged) {
    List<Change> changes = staged.changes();
    if (staged.isShorn() && !changes.isEmpty()) {
      return List.of(EventBatch.untold(staged.head(), span(changes)));
    }
    List<EventBatch> batches = new ArrayList<>();
    int at = 0;
    while (at < changes.size()) {
      long main = changes.get(at).revision().main();
      List<Event> events = new ArrayList<>(1);
      int first = at;
      while (at < changes.size() && changes.get(at).revision().main() == main) {
        Change change = changes.get(at);
        events.add(event(change, before(change, changes.subList(first, at))));
        at++;
      }
      batches.add(new EventBatch(main, events));
    }
    return batches;
  }

  private static KeyRange span(List<Change> changes) {
    Bytes first = changes.getFirst().slot().key();
    Bytes last = first;
    for (Change change : changes) {
      Bytes key = change.slot().key();
      first = key.compareTo(first) < 0 ? key : first;
      last = key.compareTo(last) > 0 ? key : last;
    }
    return new KeyRange(first, KeyRange.one(last).firstAfter());
  }

  private static Event event(Change change, @Nullable Live before) {
    return new Event(
        change.revision(),
        change.pair(),
        before == null ? Optional.empty() : Optional.of(before.pair()));
  }

  /** {@code earlier}: changes of the same revision. A created key has nothing before it. */
  private static @Nullable Live before(Change change, List<Change> earlier) {
    Live before = change.before();
    if (before == null || before.pair().modRevision() != change.revision().main()) {
      return before;
    }
    for (Change other : earlier) {
      if (other.slot() == change.slot()) {
        return other.before();
      }
    }
    return before;
  }
}
