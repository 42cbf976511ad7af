package dev.keelson.mvcc.apply;

import dev.keelson.mvcc.watch.Event;
import dev.keelson.mvcc.watch.EventBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The changes of an entry as those who watch want them: by revision, each with the pair before. */
public final class Events {
  private Events() {}

  public static List<EventBatch> of(Staged staged) {
    List<EventBatch> batches = new ArrayList<>();
    List<Change> changes = staged.changes();
    int at = 0;
    while (at < changes.size()) {
      long main = changes.get(at).revision().main();
      List<Event> events = new ArrayList<>(1);
      while (at < changes.size() && changes.get(at).revision().main() == main) {
        events.add(event(changes.get(at++)));
      }
      batches.add(new EventBatch(main, events));
    }
    return batches;
  }

  private static Event event(Change change) {
    Live before = change.before();
    return new Event(
        change.revision(),
        change.pair(),
        before == null ? Optional.empty() : Optional.of(before.pair()));
  }
}
