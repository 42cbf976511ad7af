package dev.keelson.nodeagent.runtime;

/** Port: pulls images and runs containers. Thread-safe; does not block. */
public interface ContainerRuntime {
  /** Such as {@code pretend}: in container ids and in the node's {@code nodeInfo}. */
  String type();

  String version();

  /**
   * How getting the image goes.
   *
   * @param isPresent the node has had it before
   */
  Pull pull(Launch launch, boolean isPresent);

  /** How long it takes from created to started, and what it will be then. */
  ContainerHandle start(Launch launch);
}
