package dev.keelson.controllers;

import dev.keelson.apiserver.client.queue.QueueStats;
import java.util.Map;

/** A loop that runs until it is closed. */
public interface Controller extends AutoCloseable {
  /** Empty: well. Otherwise one line for people: what is wrong, and since when. */
  default String trouble() {
    return "";
  }

  /** Its work queues by the names that metrics give them. */
  default Map<String, QueueStats> queues() {
    return Map.of();
  }

  /** Ends its workers; a call that is under way may end. Idempotent. */
  @Override
  void close();
}
