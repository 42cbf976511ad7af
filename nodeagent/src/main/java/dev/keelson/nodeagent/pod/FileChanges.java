package dev.keelson.nodeagent.pod;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What became of files. */
public record FileChanges(Map<String, String> before, Map<String, String> after) {
  /** By path: what it holds now; empty: it is gone. */
  public Map<String, Optional<String>> all() {
    Map<String, Optional<String>> changes = new HashMap<>();
    after.forEach(
        (path, text) -> {
          if (!text.equals(before.get(path))) {
            changes.put(path, Optional.of(text));
          }
        });
    before.keySet().stream()
        .filter(path -> !after.containsKey(path))
        .forEach(path -> changes.put(path, Optional.empty()));
    return changes;
  }
}
