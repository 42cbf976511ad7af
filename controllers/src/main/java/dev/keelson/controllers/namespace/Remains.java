package dev.keelson.controllers.namespace;

import dev.keelson.apiserver.model.GroupVersionResource;
import java.util.Map;

/**
 * What is left of one resource in a namespace after its deletion was asked for.
 *
 * @param estimate seconds until it may be gone; 0: nobody knows, or it is
 * @param byFinalizer how many objects wait for each
 */
record Remains(
    GroupVersionResource resource, int count, long estimate, Map<String, Integer> byFinalizer) {
  static Remains none(GroupVersionResource resource) {
    return new Remains(resource, 0, 0, Map.of());
  }
}
