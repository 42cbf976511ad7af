package dev.keelson.apiserver.server.admission;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Objects by their resource, the same in the cache and in the store. One thread. */
public final class FakeCluster implements ObjectFinder {
  private final Map<String, List<ApiObject>> objects = new HashMap<>();

  /** What the store has and the cache does not yet, by namespace's name. */
  private final Map<String, ApiObject> newer = new HashMap<>();

  public FakeCluster with(String resource, String json) {
    objects.computeIfAbsent(resource, _ -> new ArrayList<>()).add(Asks.object(json));
    return this;
  }

  public void later(String json) {
    ApiObject object = Asks.object(json);
    newer.put(object.name(), object);
  }

  @Override
  public Optional<ApiObject> find(String apiVersion, String resource, ObjectName name) {
    return list(apiVersion, resource, "").stream()
        .filter(each -> each.objectName().equals(name))
        .findFirst();
  }

  @Override
  public Optional<ApiObject> findNow(String apiVersion, String resource, ObjectName name) {
    return newer.containsKey(name.name())
        ? Optional.of(newer.get(name.name()))
        : find(apiVersion, resource, name);
  }

  @Override
  public List<ApiObject> list(String apiVersion, String resource, String namespace) {
    return objects.getOrDefault(resource, List.of()).stream()
        .filter(each -> namespace.isEmpty() || each.namespace().equals(namespace))
        .toList();
  }
}
