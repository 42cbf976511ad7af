package dev.keelson.controllers.hpa;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.WriteOptions;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersion;
import dev.keelson.apiserver.model.GroupVersionResource;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Finds whatever can be scaled by its kind, and scales it by its subresource. Thread-safe. */
final class ScaleTargets {
  private static final int ATTEMPTS = 5;

  /** What a scale says. */
  record Scale(GroupVersionResource resource, ApiObject object) {
    int wanted() {
      return (int) object.spec().number("replicas", 0);
    }

    int running() {
      return (int) object.status().number("replicas", 0);
    }

    String selector() {
      return object.status().text("selector");
    }
  }

  private final ApiClient client;

  /** By apiVersion and kind; a kind, once served, keeps its plural. */
  private final Map<String, GroupVersionResource> known = new ConcurrentHashMap<>();

  ScaleTargets(ApiClient client) {
    this.client = client;
  }

  /**
   * @throws MetricFailure nobody serves such a kind
   */
  GroupVersionResource find(String apiVersion, String kind) throws MetricFailure {
    String key = apiVersion + " " + kind;
    GroupVersionResource resource = known.get(key);
    if (resource != null) {
      return resource;
    }
    GroupVersion wanted;
    try {
      wanted = GroupVersion.parse(apiVersion);
    } catch (IllegalArgumentException _) {
      throw new MetricFailure("unexpected GroupVersion string: " + apiVersion);
    }
    for (String version : versions(wanted)) {
      Optional<GroupVersionResource> found = in(GroupVersion.parse(version), kind);
      if (found.isPresent()) {
        known.put(key, found.get());
        return found.get();
      }
    }
    throw new MetricFailure(
        "no matches for kind \"%s\" in group \"%s\"".formatted(kind, wanted.group()));
  }

  /** The one that was asked for first, then what the group has beside it. */
  private List<String> versions(GroupVersion wanted) {
    List<String> versions = new ArrayList<>(List.of(wanted.toString()));
    if (!wanted.group().isEmpty()) {
      get("/apis/" + wanted.group())
          .array("versions")
          .objects()
          .map(each -> each.text("groupVersion"))
          .filter(each -> !each.isEmpty() && !versions.contains(each))
          .forEach(versions::add);
    }
    return versions;
  }

  private Optional<GroupVersionResource> in(GroupVersion version, String kind) {
    String path = (version.group().isEmpty() ? "/api/" : "/apis/") + version;
    return get(path)
        .array("resources")
        .objects()
        .filter(each -> each.text("kind").equals(kind) && !each.text("name").contains("/"))
        .findFirst()
        .map(each -> version.resource(each.text("name")));
  }

  /** Empty: it is not served. */
  private JsonObject get(String path) {
    try {
      return client.get(path);
    } catch (ApiFailure e) {
      if (e.status().code() == 404) {
        return JsonObject.EMPTY;
      }
      throw e;
    }
  }

  /**
   * @throws ApiFailure also 404: there is no such object, or it has no scale
   */
  Scale get(GroupVersionResource resource, ObjectName name) {
    return new Scale(resource, client.resource(resource).subresource("scale").get(name));
  }

  /** On top of whatever else changes it. */
  void set(Scale scale, ObjectName name, int replicas) {
    ResourceClient resource = client.resource(scale.resource());
    ApiObject object = scale.object();
    for (int left = ATTEMPTS; ; left--) {
      try {
        ApiObject wanted = object.withSpec(spec -> spec.with("replicas", replicas));
        resource.subresource("scale").update(name, wanted, WriteOptions.USUAL);
        return;
      } catch (ApiFailure e) {
        if (e.status().code() != 409 || left <= 1) {
          throw e;
        }
        object = resource.subresource("scale").get(name);
      }
    }
  }
}
