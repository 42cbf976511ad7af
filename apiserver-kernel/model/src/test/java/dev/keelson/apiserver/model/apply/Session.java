package dev.keelson.apiserver.model.apply;

import static dev.keelson.apiserver.model.apply.TestTypes.json;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One object and those who change it, one after another; a second passes before each. */
final class Session {
  private Instant now = Instant.parse("2024-01-01T00:00:00Z");
  final FieldManagement fields = new FieldManagement(TestTypes::find, () -> now);
  private ApiObject live = new ApiObject(JsonObject.EMPTY);

  /** The body without what every Deployment has, in JSON with single quotes. */
  static ApiObject object(String body) {
    JsonObject tree = json(body);
    JsonObject.Builder whole =
        JsonObject.builder().put("apiVersion", "apps/v1").put("kind", "Deployment");
    whole.put("metadata", tree.object("metadata").with("name", "web").with("namespace", "here"));
    tree.without("metadata").forEach(whole::put);
    return new ApiObject(whole.build());
  }

  Session update(String manager, String body) {
    return update(manager, object(body), "");
  }

  Session update(String manager, ApiObject next, String subresource) {
    now = now.plusSeconds(1);
    stored(fields.updated(live, next, manager, subresource));
    return this;
  }

  Session apply(String manager, String body) {
    return apply(manager, object(body), "", false);
  }

  Session force(String manager, String body) {
    return apply(manager, object(body), "", true);
  }

  Session apply(String manager, ApiObject patch, String subresource, boolean force) {
    now = now.plusSeconds(1);
    Optional<ApiObject> stored = live.tree().isEmpty() ? Optional.empty() : Optional.of(live);
    stored(fields.applied(stored, patch, manager, subresource, force));
    return this;
  }

  private void stored(ApiObject next) {
    live = next.withMetadata(metadata -> metadata.withDefault("uid", "u1"));
  }

  ApiObject live() {
    return live;
  }

  JsonArray managedFields() {
    return live.metadata().array("managedFields");
  }

  /** {@code manager operation}, and the paths that it owns. */
  List<String> owners() {
    List<String> owners = new ArrayList<>();
    managedFields()
        .objects()
        .forEach(
            entry -> {
              try {
                owners.add(
                    entry.text("manager")
                        + (entry.text("operation").equals("Apply") ? " applies" : " updates")
                        + (entry.has("subresource") ? " " + entry.text("subresource") : "")
                        + " "
                        + String.join(" ", Entry.read(entry).fields().texts()));
              } catch (BadFields e) {
                throw new AssertionError(e);
              }
            });
    return owners;
  }

  JsonObject spec() {
    return live.spec();
  }
}
