package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import dev.keelson.apiserver.server.kind.Located;
import dev.keelson.apiserver.server.kind.Semantics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code pods/resize}: CPU and memory of containers change while they run. */
public final class ResizeRules {
  private static final String ONLY = "only cpu and memory resources are mutable";

  private ResizeRules() {}

  /**
   * The pod before, with the new resources and resize policies. Where containers came, went or
   * changed places, {@code next} as it is: {@link #check} says what is wrong.
   */
  public static ApiObject prepared(ApiObject next, ApiObject before) {
    JsonObject spec = before.spec();
    for (String list : List.of("containers", "initContainers")) {
      JsonArray now = next.spec().array(list);
      JsonArray then = spec.array(list);
      if (now.size() != then.size()) {
        return next;
      }
      if (!now.isEmpty()) {
        spec = spec.with(list, resized(now, then));
      }
    }
    JsonValue ofPod = next.spec().get("resources");
    spec = ofPod.isNull() ? spec.without("resources") : spec.with("resources", ofPod);
    return PodPreparation.onlySpec(next, before, spec);
  }

  private static JsonArray resized(JsonArray now, JsonArray then) {
    List<JsonValue> resized = new ArrayList<>();
    for (int i = 0; i < now.size(); i++) {
      if (!(now.get(i) instanceof JsonObject container)
          || !(then.get(i) instanceof JsonObject old)
          || !container.text("name").equals(old.text("name"))) {
        return now;
      }
      JsonObject merged = old.with("resources", container.object("resources"));
      resized.add(
          container.isSet("resizePolicy")
              ? merged.with("resizePolicy", container.get("resizePolicy"))
              : merged.without("resizePolicy"));
    }
    return new JsonArray(resized);
  }

  /** {@code next} as {@link #prepared}. */
  public static void check(ApiObject next, ApiObject before, FieldErrors errors) {
    FieldPath whole = FieldPath.of("");
    if (before.annotations().containsKey(AnnotationRules.MIRROR)) {
      errors.forbidden(whole, "static pods cannot be resized");
      return;
    }
    if (before.spec().textAt("os", "name").equals("windows")) {
      errors.forbidden(whole, "windows pods cannot be resized");
      return;
    }
    Located pod = Located.root(next.tree(), errors);
    PodRules.whole(pod);
    Located spec = pod.in("spec");
    String qos = QosClass.of(next.spec()).text();
    if (!qos.equals(before.status().text("qosClass", QosClass.of(before.spec()).text()))) {
      errors.invalid(
          spec.path(),
          next.status().text("qosClass"),
          "Pod QOS Class may not change as a result of resizing");
    }
    if (!isSupported(before)) {
      errors.forbidden(spec.path(), "Pod running on node without support for resize");
    }
    podLevel(spec, before.spec());
    if (!before.status().array("nodeAllocatableResourceClaimStatuses").isEmpty()) {
      errors.forbidden(spec.path(), "pods with node allocatable resource claims cannot be resized");
    }
    if (isOrdered(spec, before.spec())) {
      containers(spec, before.spec());
    }
  }

  /** Where a node reports no resources of what runs, it cannot change them. */
  private static boolean isSupported(ApiObject pod) {
    Optional<JsonObject> running =
        pod.status()
            .array("containerStatuses")
            .objects()
            .filter(each -> each.object("state").isSet("running"))
            .findFirst();
    return running.map(each -> each.isSet("resources")).orElse(true);
  }

  private static void podLevel(Located spec, JsonObject before) {
    if (!before.isSet("resources")) {
      return;
    }
    if (!spec.has("resources")) {
      spec.forbidden("resources", "pod-level resources cannot be removed");
      return;
    }
    removed(spec.in("resources"), before.object("resources"), "pod-level resource ");
    JsonObject old = before.object("resources");
    if (!Semantics.same(dropped(spec.json().object("resources"), old), old)) {
      spec.errors().forbidden(spec.path(), ONLY + " at pod-level");
    }
  }

  private static boolean isOrdered(Located spec, JsonObject before) {
    int wrong = spec.errors().count();
    for (String list : List.of("containers", "initContainers")) {
      List<Located> now = spec.each(list);
      List<JsonObject> then = before.array(list).objects().toList();
      if (now.size() != then.size()) {
        spec.forbidden(list, list + " may not be added or removed on resize");
        continue;
      }
      for (int i = 0; i < now.size(); i++) {
        if (!now.get(i).text("name").equals(then.get(i).text("name"))) {
          now.get(i).forbidden("name", list + " may not be renamed or reordered on resize");
        }
      }
    }
    return spec.errors().count() == wrong;
  }

  private static void containers(Located spec, JsonObject before) {
    for (String list : List.of("initContainers", "containers")) {
      List<Located> now = spec.each(list);
      for (int i = 0; i < now.size(); i++) {
        JsonObject old = old(before, list, i);
        removed(now.get(i).in("resources"), old.object("resources"), "resource ");
      }
    }
    for (Located container : spec.each("containers")) {
      JsonObject old = named(before, "containers", container);
      if (!Semantics.same(kept(container.json(), old), old)) {
        spec.errors().forbidden(spec.path(), ONLY);
      }
    }
    for (Located container : spec.each("initContainers")) {
      initial(container, named(before, "initContainers", container));
    }
  }

  private static void initial(Located container, JsonObject old) {
    if (!Semantics.same(kept(container.json(), old), old)) {
      container
          .errors()
          .forbidden(
              container.path(),
              "only cpu and memory resources for init or sidecar containers are mutable");
    }
    boolean restarts =
        container
            .json()
            .array("resizePolicy")
            .objects()
            .anyMatch(policy -> policy.text("restartPolicy").equals("RestartContainer"));
    if (restarts
        && !ContainerRules.isSidecar(container.json())
        && !Semantics.same(container.json(), old)) {
      container
          .errors()
          .forbidden(
              container.path(),
              "non-sidecar init containers with a resize policy of RestartContainer cannot be"
                  + " resized");
    }
  }

  private static JsonObject old(JsonObject before, String list, int index) {
    return before.array(list).get(index) instanceof JsonObject old ? old : JsonObject.EMPTY;
  }

  private static JsonObject named(JsonObject before, String list, Located container) {
    return before
        .array(list)
        .objects()
        .filter(old -> old.text("name").equals(container.text("name")))
        .findFirst()
        .orElse(JsonObject.EMPTY);
  }

  /** What was there may become more or less, not nothing. */
  private static void removed(Located resources, JsonObject old, String what) {
    for (String list : List.of("requests", "limits")) {
      JsonObject now = resources.json().object(list);
      if (old.object(list).names().stream().anyMatch(name -> !now.has(name))) {
        resources.forbidden(list, what + list + " cannot be removed");
      }
    }
  }

  /** The container with its CPU and memory put back. */
  private static JsonObject kept(JsonObject container, JsonObject old) {
    return container.with(
        "resources", dropped(container.object("resources"), old.object("resources")));
  }

  private static JsonObject dropped(JsonObject resources, JsonObject old) {
    JsonObject dropped = JsonObject.EMPTY;
    for (String list : List.of("limits", "requests")) {
      JsonObject amounts = resources.object(list);
      for (String name : List.of("cpu", "memory")) {
        JsonValue then = old.object(list).get(name);
        amounts = then.isNull() ? amounts.without(name) : amounts.with(name, then);
      }
      dropped = dropped.with(list, amounts);
    }
    return dropped;
  }
}
