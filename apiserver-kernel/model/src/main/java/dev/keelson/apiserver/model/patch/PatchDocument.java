package dev.keelson.apiserver.model.patch;

import dev.keelson.apiserver.model.json.JsonValue;
import java.util.Optional;

/** What a JSON patch works on. One thread. */
final class PatchDocument {
  private OpenNode root;

  PatchDocument(JsonValue value) {
    root = open(value);
  }

  private static OpenNode open(JsonValue value) {
    if (!OpenNode.isContainer(value)) {
      throw BadPatch.badRequest("Invalid JSON Document");
    }
    return OpenNode.of(value);
  }

  void replace(JsonValue value) {
    root = open(value);
  }

  JsonValue close() {
    return root.close();
  }

  /**
   * Where an RFC 6901 path leads; empty if what it goes through is not there. Upstream passes over
   * what stands before the first slash.
   */
  Optional<PatchPlace> find(String path) {
    String[] parts = path.split("/", -1);
    BadPatch.checkDepth(parts.length);
    if (parts.length < 2) {
      return Optional.empty();
    }
    Optional<OpenNode> here = Optional.of(root);
    for (int i = 1; i < parts.length - 1; i++) {
      String key = decode(parts[i]);
      here = here.flatMap(node -> node.child(key));
    }
    return here.map(node -> node.place(decode(parts[parts.length - 1])));
  }

  /** From left to right, so that {@code ~01} is {@code ~1}. */
  private static String decode(String part) {
    return part.indexOf('~') < 0 ? part : part.replace("~1", "/").replace("~0", "~");
  }
}
