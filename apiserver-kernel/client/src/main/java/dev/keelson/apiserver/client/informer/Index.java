package dev.keelson.apiserver.client.informer;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Names of objects by what a function says of them. Under the store's lock. */
final class Index {
  private final Function<ApiObject, ? extends Collection<String>> keys;
  private final Map<String, Set<ObjectName>> names = new HashMap<>();

  Index(Function<ApiObject, ? extends Collection<String>> keys) {
    this.keys = keys;
  }

  void add(ObjectName name, ApiObject object) {
    for (String key : keys.apply(object)) {
      names.computeIfAbsent(key, _ -> new LinkedHashSet<>(2)).add(name);
    }
  }

  void remove(ObjectName name, ApiObject object) {
    for (String key : keys.apply(object)) {
      names.computeIfPresent(
          key,
          (_, all) -> {
            all.remove(name);
            return all.isEmpty() ? null : all;
          });
    }
  }

  Set<ObjectName> names(String key) {
    return names.getOrDefault(key, Collections.emptySet());
  }

  Set<String> keys() {
    return Set.copyOf(names.keySet());
  }
}
