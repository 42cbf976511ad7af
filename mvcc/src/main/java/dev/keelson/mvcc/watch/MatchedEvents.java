package dev.keelson.mvcc.watch;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Events that one wish (range, filters, previous) selects from one or more consecutive revisions. One object serves
 * every watcher with that wish, so the form in which they are sent is made once and kept here.
 */
public final class MatchedEvents {
  private final List<EventBatch> batches;
  private final boolean previous;
  private final AtomicReference<byte @Nullable []> encoded = new AtomicReference<>();

  /** {@code batches}: matching events only, ascending, none empty; {@code previous}: whether they are told. */
  public MatchedEvents(List<EventBatch> batches, boolean previous) {
    this.batches = List.copyOf(batches);
    this.previous = previous;
  }

  public List<EventBatch> batches() {
    return batches;
  }

  public boolean previous() {
    return previous;
  }

  public long lastRevision() {
    return batches.getLast().revision();
  }

  /** The sent form, made by the first who asks; two may race, with equal results. */
  public byte[] encodedBy(Function<MatchedEvents, byte[]> encoder) {
    byte[] known = encoded.get();
    if (known == null) {
      known = encoder.apply(this);
      encoded.set(known);
    }
    return known;
  }
}
