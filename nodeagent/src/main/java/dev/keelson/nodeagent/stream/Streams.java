package dev.keelson.nodeagent.stream;

/** Which of a command's streams are wanted. */
record Streams(boolean hasInput, boolean hasOutput, boolean hasError, boolean isTty) {
  /** How many a SPDY client opens: the error stream, and a resize stream for a terminal. */
  int count() {
    return 1 + (hasInput ? 1 : 0) + (hasOutput ? 1 : 0) + (hasError ? 1 : 0) + (isTty ? 1 : 0);
  }
}
