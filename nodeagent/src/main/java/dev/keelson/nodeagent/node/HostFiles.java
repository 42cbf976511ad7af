package dev.keelson.nodeagent.node;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What pods have left in a node's own directories, as long as the agent lives. Thread-safe. */
final class HostFiles {
  /** More are not taken. */
  private static final int MOST = 10_000;

  private final TreeMap<String, String> files = new TreeMap<>();

  /** The file of that path, or those beneath the directory. */
  synchronized Map<String, String> beneath(String directory) {
    if (files.isEmpty()) {
      return Map.of();
    }
    Map<String, String> found =
        new TreeMap<>(files.subMap(directory + "/", true, directory + "0", false));
    String file = files.get(directory);
    if (file != null) {
      found.put(directory, file);
    }
    return found;
  }

  synchronized void put(String path, Optional<String> content) {
    if (content.isEmpty()) {
      files.remove(path);
    } else if (files.size() < MOST || files.containsKey(path)) {
      files.put(path, content.get());
    }
  }
}
