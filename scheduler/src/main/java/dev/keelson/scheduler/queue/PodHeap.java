package dev.keelson.scheduler.queue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A binary heap whose entries know their place, so that any of them can go or move. */
final class PodHeap {
  private final Comparator<? super PodEntry> order;
  private final List<PodEntry> entries = new ArrayList<>();

  PodHeap(Comparator<? super PodEntry> order) {
    this.order = order;
  }

  int size() {
    return entries.size();
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  void add(PodEntry entry) {
    entry.heapIndex = entries.size();
    entries.add(entry);
    up(entry.heapIndex);
  }

  Optional<PodEntry> peek() {
    return entries.isEmpty() ? Optional.empty() : Optional.of(entries.getFirst());
  }

  /** Of one that is not empty. */
  PodEntry pop() {
    PodEntry first = entries.getFirst();
    remove(first);
    return first;
  }

  void remove(PodEntry entry) {
    int at = entry.heapIndex;
    PodEntry last = entries.removeLast();
    entry.heapIndex = -1;
    if (last != entry) {
      entries.set(at, last);
      last.heapIndex = at;
      fix(last);
    }
  }

  /** Its key has changed. */
  void fix(PodEntry entry) {
    up(entry.heapIndex);
    down(entry.heapIndex);
  }

  void forEach(Consumer<PodEntry> each) {
    entries.forEach(each);
  }

  private void up(int start) {
    int at = start;
    while (at > 0) {
      int parent = (at - 1) / 2;
      if (order.compare(entries.get(at), entries.get(parent)) >= 0) {
        return;
      }
      swap(at, parent);
      at = parent;
    }
  }

  private void down(int start) {
    int at = start;
    while (true) {
      int least = at;
      for (int child = 2 * at + 1; child <= 2 * at + 2 && child < entries.size(); child++) {
        if (order.compare(entries.get(child), entries.get(least)) < 0) {
          least = child;
        }
      }
      if (least == at) {
        return;
      }
      swap(at, least);
      at = least;
    }
  }

  private void swap(int a, int b) {
    PodEntry first = entries.get(a);
    PodEntry second = entries.get(b);
    entries.set(a, second);
    entries.set(b, first);
    second.heapIndex = a;
    first.heapIndex = b;
  }
}
