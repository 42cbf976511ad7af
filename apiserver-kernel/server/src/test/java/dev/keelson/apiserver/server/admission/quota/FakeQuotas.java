package dev.keelson.apiserver.server.admission.quota;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.server.admission.Asks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A store of quotas whose cache is as late as a test wants. */
final class FakeQuotas implements QuotaStore {
  private final Map<ObjectName, ApiObject> stored = new LinkedHashMap<>();
  private final Map<ObjectName, ApiObject> cached = new LinkedHashMap<>();
  private final Map<String, List<ApiObject>> objects = new HashMap<>();
  private Runnable beforeWrite = () -> {};
  private long revision = 1;
  int writes;
  int counts;

  FakeQuotas quota(String name, String rest) {
    ApiObject quota =
        Asks.object(
            "{'metadata':{'name':'%s','namespace':'ns','resourceVersion':'%d'},%s}"
                .formatted(name, ++revision, rest));
    stored.put(quota.objectName(), quota);
    cached.put(quota.objectName(), quota);
    return this;
  }

  FakeQuotas object(String groupResource, String json) {
    objects.computeIfAbsent(groupResource, _ -> new ArrayList<>()).add(Asks.object(json));
    return this;
  }

  /** Once: what another server does just before. */
  void beforeNextWrite(Runnable action) {
    beforeWrite = action;
  }

  void remove(String name) {
    stored.remove(new ObjectName("ns", name));
  }

  ApiObject use(String name, String used) {
    ApiObject quota =
        get(name)
            .withResourceVersion(++revision)
            .withStatus(status -> status.with("used", Asks.object(used).tree()));
    stored.put(quota.objectName(), quota);
    return quota;
  }

  ApiObject get(String name) {
    return Optional.ofNullable(stored.get(new ObjectName("ns", name))).orElseThrow();
  }

  @Override
  public List<ApiObject> quotas(String namespace) {
    return cached.values().stream().filter(each -> each.namespace().equals(namespace)).toList();
  }

  @Override
  public Optional<ApiObject> read(ObjectName quota) {
    return Optional.ofNullable(stored.get(quota));
  }

  @Override
  public Optional<ApiObject> writeStatus(ApiObject next, ApiObject read) {
    Runnable once = beforeWrite;
    beforeWrite = () -> {};
    once.run();
    ApiObject live = stored.get(read.objectName());
    if (live == null || !live.resourceVersion().equals(read.resourceVersion())) {
      return Optional.empty();
    }
    writes++;
    ApiObject written = next.withResourceVersion(++revision);
    stored.put(written.objectName(), written);
    return Optional.of(written);
  }

  @Override
  public List<ApiObject> objects(String groupResource, String namespace) {
    counts++;
    return objects.getOrDefault(groupResource, List.of());
  }
}
