package dev.keelson.scheduler;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.client.events.EventRecorder;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Several writers of events, since one that waits for each answer cannot keep up with the cycle.
 * What concerns one object is always the same one's.
 */
final class Recorders implements AutoCloseable {
  private static final int WRITERS = 8;

  private final List<EventRecorder> writers;

  private Recorders(List<EventRecorder> writers) {
    this.writers = writers;
  }

  static Recorders start(ApiClient client, String component) {
    return new Recorders(
        IntStream.range(0, WRITERS)
            .mapToObj(_ -> EventRecorder.start(client, component, ""))
            .toList());
  }

  void record(EventNote note) {
    int hash = note.about().text("uid").hashCode();
    writers.get(Math.floorMod(hash, WRITERS)).record(note);
  }

  @Override
  public void close() {
    writers.forEach(EventRecorder::close);
  }
}
