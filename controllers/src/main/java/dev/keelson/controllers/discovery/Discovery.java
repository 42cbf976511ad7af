package dev.keelson.controllers.discovery;

import dev.keelson.apiserver.client.ApiCall;
import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.GroupVersion;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads aggregated discovery ({@code apidiscovery.k8s.io/v2}): two calls, whatever is served. */
public final class Discovery {
  private static final String FORM =
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

  private Discovery() {}

  /**
   * @throws ApiFailure the server says no
   * @throws TransportFailure it does not answer, or knows no aggregated discovery
   */
  public static ServedResources read(ApiClient client) {
    Reading reading = new Reading();
    for (String path : List.of("/api", "/apis")) {
      list(client, path).array("items").objects().forEach(reading::group);
    }
    return ServedResources.of(reading.preferred, reading.all, reading.failed);
  }

  private static JsonObject list(ApiClient client, String path) {
    ApiCall call =
        ApiCall.of("GET", path).withHeader("accept", FORM).withTimeout(client.options().timeout());
    if (JsonReader.read(client.send(call).body()) instanceof JsonObject list
        && list.text("kind").equals("APIGroupDiscoveryList")) {
      return list;
    }
    throw TransportFailure.broken(path + " answers no aggregated discovery", null);
  }

  /** One walk over the groups, their versions in the server's order of preference. */
  private static final class Reading {
    final List<ServedResource> preferred = new ArrayList<>();
    final List<ServedResource> all = new ArrayList<>();
    final Map<GroupVersion, String> failed = new LinkedHashMap<>();

    void group(JsonObject group) {
      String name = group.objectAt("metadata").text("name");
      Set<String> seen = new HashSet<>();
      group
          .array("versions")
          .objects()
          .forEach(each -> version(new GroupVersion(name, each.text("version")), each, seen));
    }

    private void version(GroupVersion version, JsonObject tree, Set<String> seen) {
      if (tree.text("freshness").equals("Stale")) {
        failed.put(version, "stale GroupVersion discovery: " + version);
      }
      tree.array("resources")
          .objects()
          .forEach(
              each -> {
                ServedResource served = resource(version, each);
                all.add(served);
                if (seen.add(served.resource().resource())) {
                  preferred.add(served);
                }
              });
    }

    private static ServedResource resource(GroupVersion version, JsonObject tree) {
      JsonObject kind = tree.object("responseKind");
      // What is left out of the kind is the place in which it stands.
      GroupVersionKind of =
          new GroupVersionKind(
              kind.text("group").isEmpty() ? version.group() : kind.text("group"),
              kind.text("version").isEmpty() ? version.version() : kind.text("version"),
              kind.text("kind"));
      return new ServedResource(
          version.resource(tree.text("resource")),
          of,
          tree.text("scope").equals("Namespaced"),
          Set.copyOf(tree.array("verbs").texts().toList()));
    }
  }
}
