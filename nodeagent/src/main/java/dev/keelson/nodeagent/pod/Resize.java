package dev.keelson.nodeagent.pod;

/** What comes of a wish for other resources. */
public sealed interface Resize {
  record Done() implements Resize {}

  /** Not now. */
  record Deferred(String message) implements Resize {}

  /** Never on this node. */
  record Infeasible(String message) implements Resize {}
}
