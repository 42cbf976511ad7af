package dev.keelson.nodeagent.pod;

import dev.keelson.nodeagent.runtime.ContainerRuntime;
import dev.keelson.nodeagent.spec.ContainerSpec;
import dev.keelson.nodeagent.spec.PodView;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Port: a pod's node, as the pod sees it. Thread-safe. */
public interface PodPlace {
  ContainerRuntime runtime();

  ConfigSource configs();

  /** The node's own; the first is the main one. */
  List<String> hostIps();

  /**
   * The pod's address, the same for the same key; empty while the node has no range, or it is full.
   */
  Optional<String> podIp(String key);

  /** The pod has this address already. */
  void keepIp(String key, String ip);

  boolean hasImage(String image);

  void keepImage(String image);

  /** Takes the pod in, or says why not. The same again for a pod that was taken in is harmless. */
  Optional<Rejection> admit(String key, PodView pod);

  /** Whether what the pod asks for now can be had; if so, it is booked. */
  Resize resize(String key, PodView pod);

  /** Files of the node's own directories: those beneath one, by their whole paths. */
  Map<String, String> hostFiles(String directory);

  /** Empty: it is gone. */
  void keepHostFile(String path, Optional<String> content);

  /** Nothing of it runs any more: what it held is free. */
  void release(String key);

  /** Takes the note, and does not wait. */
  void event(
      PodView pod, Optional<ContainerSpec> about, boolean isWarning, String reason, String message);
}
