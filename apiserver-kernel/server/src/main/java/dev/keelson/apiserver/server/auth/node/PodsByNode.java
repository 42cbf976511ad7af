package dev.keelson.apiserver.server.auth.node;

import dev.keelson.apiserver.model.ApiObject;
import java.util.Collection;

/** An index of the watch cache. Thread-safe; never blocks. */
@FunctionalInterface
public interface PodsByNode {
  /** The pods whose {@code spec.nodeName} it is. */
  Collection<ApiObject> podsOf(String node);
}
