package dev.keelson.mvcc.watch;

import org.jspecify.annotations.Nullable;

/**
 * What was given to one watcher and not taken yet: a linked queue of one producer at a time
 * (whoever holds the hub's lock) and one consumer (whoever polls), without a lock between them.
 * Empty it is one node; the hub asks {@link #pendingRevisions} and {@link #pendingBytes} before it
 * gives more.
 *
 * <p>Every node carries the sums of all that was ever put in up to it, so what is pending is a
 * difference between the two ends and the consumer publishes nothing but its place. Sums of ints
 * may wrap, their differences do not.
 */
final class Inbox {
  private static final class Node {
    @Nullable Delivery delivery;
    final int revisions;
    final int events;
    final long bytes;
    volatile @Nullable Node next;

    Node(@Nullable Delivery delivery, int revisions, int events, long bytes) {
      this.delivery = delivery;
      this.revisions = revisions;
      this.events = events;
      this.bytes = bytes;
    }
  }

  private Node newest = new Node(null, 0, 0, 0);
  private volatile Node lastTaken = newest;

  /** Producer. */
  void put(Delivery delivery) {
    Node last = newest;
    Node node =
        switch (delivery) {
          case Delivery.Events(MatchedEvents matched) ->
              new Node(
                  delivery,
                  last.revisions + matched.batches().size(),
                  last.events + matched.events(),
                  last.bytes + matched.bytes());
          case Delivery.Compacted _, Delivery.Nothing _ ->
              new Node(delivery, last.revisions, last.events, last.bytes);
        };
    newest = node;
    last.next = node;
  }

  /** Consumer. */
  Delivery take() {
    Node node = lastTaken.next;
    if (node == null) {
      return Delivery.Nothing.NOTHING;
    }
    Delivery delivery = node.delivery;
    node.delivery =
        null; // it stays linked until the next is taken, and must not hold events so long
    lastTaken = node;
    return delivery == null ? Delivery.Nothing.NOTHING : delivery;
  }

  /** Consumer: nothing is left that could come before, or at, {@code revision}. */
  boolean hasNothingThrough(long revision) {
    Node node = lastTaken.next;
    return node == null
        || !(node.delivery instanceof Delivery.Events(MatchedEvents matched))
        || matched.firstRevision() > revision;
  }

  /** Consumer. */
  boolean isDrained() {
    return lastTaken.next == null;
  }

  /** Producer, as the following. Once true it stays so until the producer puts. */
  boolean isEmpty() {
    return lastTaken == newest;
  }

  int pendingRevisions() {
    return newest.revisions - lastTaken.revisions;
  }

  int pendingEvents() {
    return newest.events - lastTaken.events;
  }

  long pendingBytes() {
    return newest.bytes - lastTaken.bytes;
  }
}
