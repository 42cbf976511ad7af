package dev.keelson.nodeagent.spec;

/** Where in a pod's life a container has its place. */
public enum ContainerKind {
  /** Runs to its end before the next begins. */
  INIT,
  /** An init container that goes on: {@code restartPolicy: Always}. */
  SIDECAR,
  MAIN,
  /** Put in later, by a person. */
  EPHEMERAL
}
