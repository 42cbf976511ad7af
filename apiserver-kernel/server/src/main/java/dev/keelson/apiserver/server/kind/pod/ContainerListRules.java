package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.kind.Located;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The three lists of a pod's containers, and what may be set in each. */
final class ContainerListRules {
  private static final String ONLY_SIDECARS =
      "may not be set for init containers without restartPolicy=Always";

  /** What an ephemeral container has in common with the others and may not set. */
  private static final List<String> NOT_EPHEMERAL =
      List.of(
          "ports",
          "resources",
          "resizePolicy",
          "restartPolicy",
          "restartPolicyRules",
          "livenessProbe",
          "readinessProbe",
          "startupProbe",
          "lifecycle");

  private ContainerListRules() {}

  static void regular(Located spec, PodScope scope) {
    List<Located> containers = spec.each("containers");
    if (containers.isEmpty()) {
      spec.required("containers");
      return;
    }
    Set<String> names = new HashSet<>();
    for (Located container : containers) {
      ContainerRules.common(container, scope);
      if (!names.add(container.text("name"))) {
        container.errors().duplicate(container.path("name"), container.text("name"));
      }
      running(container, scope);
      ContainerRules.restartPolicy(container);
    }
    ContainerRules.hostPorts(containers);
  }

  private static void running(Located container, PodScope scope) {
    HandlerRules.lifecycle(container, scope);
    HandlerRules.liveness(container, scope);
    HandlerRules.readiness(container, scope);
    HandlerRules.startup(container, scope);
  }

  static void initial(Located spec, PodScope scope) {
    List<Located> containers = spec.each("initContainers");
    if (containers.isEmpty()) {
      return;
    }
    Set<String> names = names(spec.json().array("containers"));
    for (Located container : containers) {
      ContainerRules.common(container, scope);
      ContainerRules.restartPolicy(container);
      String name = container.text("name");
      if (names.contains(name)) {
        container.errors().duplicate(container.path("name"), name);
      } else if (!name.isEmpty()) {
        names.add(name);
      }
      ContainerRules.hostPorts(List.of(container));
      if (ContainerRules.isSidecar(container.json())) {
        running(container, scope);
      } else {
        onlySidecars(container);
      }
    }
  }

  private static void onlySidecars(Located container) {
    for (String name : List.of("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")) {
      if (container.has(name)) {
        container.forbidden(name, ONLY_SIDECARS);
      }
    }
    for (Located policy : container.each("resizePolicy")) {
      if (policy.text("restartPolicy").equals("RestartContainer")) {
        policy.invalid(
            "restartPolicy",
            "must not be set to 'RestartContainer' for non-sidecar initContainers");
      }
    }
  }

  static void ephemeral(Located spec, PodScope scope) {
    List<Located> containers = spec.each("ephemeralContainers");
    if (containers.isEmpty()) {
      return;
    }
    Set<String> others = names(spec.json().array("containers"));
    others.addAll(names(spec.json().array("initContainers")));
    Set<String> all = new HashSet<>(others);
    for (Located container : containers) {
      ContainerRules.common(container, scope);
      ContainerRules.image(container);
      String name = container.text("name");
      if (!all.add(name)) {
        container.errors().duplicate(container.path("name"), name);
      }
      String target = container.text("targetContainerName");
      if (!target.isEmpty() && !others.contains(target)) {
        container.errors().notFound(container.path("targetContainerName"), target);
      }
      onlyEphemeral(container);
    }
  }

  private static void onlyEphemeral(Located container) {
    String detail = "cannot be set for an Ephemeral Container";
    for (String name : NOT_EPHEMERAL) {
      if (container.has(name)
          && !container.get(name).equals(JsonObject.EMPTY)
          && !container.get(name).equals(JsonArray.EMPTY)) {
        container.forbidden(name, detail);
      }
    }
    for (Located mount : container.each("volumeMounts")) {
      for (String name : List.of("subPath", "subPathExpr")) {
        if (!mount.text(name).isEmpty()) {
          mount.forbidden(name, detail);
        }
      }
    }
  }

  static Set<String> names(JsonArray list) {
    Set<String> names = new HashSet<>();
    list.objects().forEach(each -> names.add(each.text("name")));
    return names;
  }
}
