package dev.keelson.controllers;

/** A loop that runs until it is closed. */
public interface Controller extends AutoCloseable {
  /** Empty: well. Otherwise one line for people: what is wrong, and since when. */
  default String trouble() {
    return "";
  }

  /** Ends its workers; a call that is under way may end. Idempotent. */
  @Override
  void close();
}
