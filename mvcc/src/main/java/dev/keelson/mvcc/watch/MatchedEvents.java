package dev.keelson.mvcc.watch;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Events that one wish (range, filters, previous) selects from one or more consecutive revisions.
 * One object serves every watcher with that wish, so the form in which they are sent is made once
 * and kept here.
 */
public final class MatchedEvents {
  private final List<EventBatch> batches;
  private final boolean previous;
  private final long revision;
  private final int events;
  private final long bytes;
  private final AtomicReference<byte @Nullable []> encoded = new AtomicReference<>();

  /**
   * Live ones. {@code batches}: matching events only, ascending, none empty; {@code previous}:
   * whether they are told.
   */
  public MatchedEvents(List<EventBatch> batches, boolean previous) {
    this(batches, previous, batches.getLast().revision());
  }

  /** {@code revision}: see {@link #revision}. */
  MatchedEvents(List<EventBatch> batches, boolean previous, long revision) {
    this.batches = List.copyOf(batches);
    this.previous = previous;
    this.revision = revision;
    int count = 0;
    long size = 0;
    for (EventBatch batch : this.batches) {
      count += batch.events().size();
      for (Event event : batch.events()) {
        size += bytesOf(event);
      }
    }
    this.events = count;
    this.bytes = size;
  }

  /** Bytes of the pairs of one event, as stored. */
  static long bytesOf(Event event) {
    long size = event.kv().encoded().length;
    return event.previous().isPresent() ? size + event.previous().get().encoded().length : size;
  }

  public List<EventBatch> batches() {
    return batches;
  }

  public boolean previous() {
    return previous;
  }

  /** Number of events. */
  public int events() {
    return events;
  }

  /**
   * Bytes of all pairs, as stored, those before included; what is sent is a few bytes an event
   * more.
   */
  public long bytes() {
    return bytes;
  }

  public long firstRevision() {
    return batches.getFirst().revision();
  }

  public long lastRevision() {
    return batches.getLast().revision();
  }

  /**
   * Where the store stood as these were found, for the header of the response: as they were
   * published their last revision, read from history the head there; more may lie between (rule
   * 34).
   */
  public long revision() {
    return revision;
  }

  /** Those from revision {@code first} on, which must not be past {@link #lastRevision}. */
  MatchedEvents from(long first) {
    return new MatchedEvents(
        batches.stream().filter(batch -> batch.revision() >= first).toList(), previous, revision);
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
