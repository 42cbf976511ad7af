package dev.keelson.mvcc.watch;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what one wish selects from revisions given in order, and cuts it into deliveries: whole revisions, at most
 * {@code maxRevisions} of them, and no further revision once {@code maxBytes} are reached.
 */
final class Matching {
  private final Wish wish;
  private final int maxRevisions;
  private final long maxBytes;
  private final List<Delivery.Events> deliveries = new ArrayList<>(1);
  private final List<EventBatch> batches = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private @Nullable EventBatch current;
  private boolean changed;
  private long bytes;

  Matching(Wish wish, int maxRevisions, long maxBytes) {
    this.wish = wish;
    this.maxRevisions = maxRevisions;
    this.maxBytes = maxBytes;
  }

  /** {@code event}: of {@code batch}, its key in the range of the wish. */
  void add(EventBatch batch, Event event) {
    if (batch != current) {
      endRevision();
      current = batch;
    }
    Event told = wish.told(event);
    changed |= told != event;
    events.add(told);
    bytes += MatchedEvents.bytesOf(told);
  }

  List<Delivery.Events> deliveries() {
    endRevision();
    cut();
    return deliveries;
  }

  private void endRevision() {
    if (current == null) {
      return;
    }
    boolean whole = !changed && events.size() == current.events().size();
    batches.add(whole ? current : new EventBatch(current.revision(), List.copyOf(events)));
    events.clear();
    changed = false;
    current = null;
    if (batches.size() >= maxRevisions || bytes >= maxBytes) {
      cut();
    }
  }

  private void cut() {
    if (!batches.isEmpty()) {
      deliveries.add(new Delivery.Events(new MatchedEvents(batches, wish.previous())));
      batches.clear();
      bytes = 0;
    }
  }
}
