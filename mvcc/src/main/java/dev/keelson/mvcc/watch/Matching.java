package dev.keelson.mvcc.watch;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what one wish selects from revisions given in order, and cuts it into deliveries: whole
 * revisions, at most as many of them as a slice has, and no further revision once its bytes are
 * reached.
 */
final class Matching {
  /** Revisions stand for themselves. */
  static final long LIVE = 0;

  private final Wish wish;
  private final int maxRevisions;
  private final long maxBytes;
  private final long head;
  private final List<Delivery.Events> deliveries = new ArrayList<>(1);
  private final List<EventBatch> batches = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private @Nullable EventBatch current;
  private boolean changed;
  private long bytes;

  /**
   * {@code head}: where the store stands if the revisions are history, {@link #LIVE} if they are
   * just published.
   */
  Matching(Wish wish, WatchHub.Limits limits, long head) {
    this.wish = wish;
    this.maxRevisions = limits.sliceRevisions();
    this.maxBytes = limits.sliceBytes();
    this.head = head;
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
      long revision = Math.max(head, batches.getLast().revision());
      deliveries.add(new Delivery.Events(new MatchedEvents(batches, wish.previous(), revision)));
      batches.clear();
      bytes = 0;
    }
  }
}
