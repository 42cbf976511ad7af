package dev.keelson.apiserver.server.kind.warning;

import dev.keelson.apiserver.model.json.GoText;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** Of a pod, or of a template of pods. Texts are those of upstream's {@code pkg/api/pod}. */
final class PodWarnings {
  private static final Map<String, String> DEAD_ANNOTATIONS =
      Map.of(
          "scheduler.alpha.kubernetes.io/critical-pod",
          "non-functional in v1.16+; use the \"priorityClassName\" field instead",
          "security.alpha.kubernetes.io/sysctls",
          "non-functional in v1.11+; use the \"sysctls\" field instead",
          "security.alpha.kubernetes.io/unsafe-sysctls",
          "non-functional in v1.11+; use the \"sysctls\" field instead");

  private static final List<Map.Entry<String, String>> DEAD_VOLUMES =
      List.of(
          Map.entry("photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"),
          Map.entry("gitRepo", "deprecated in v1.11, and disabled by default in v1.33+"),
          Map.entry("scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
          Map.entry("flocker", "deprecated in v1.22, non-functional in v1.25+"),
          Map.entry("storageos", "deprecated in v1.22, non-functional in v1.25+"),
          Map.entry("quobyte", "deprecated in v1.22, non-functional in v1.25+"),
          Map.entry("glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
          Map.entry("cephfs", "deprecated in v1.28, non-functional in v1.31+"),
          Map.entry("rbd", "deprecated in v1.28, non-functional in v1.31+"));

  private record Port(String path, long hostPort, String hostIp) {}

  private final List<String> warnings = new ArrayList<>();
  private final JsonObject metadata;
  private final JsonObject spec;
  private final String root;
  private final boolean isTemplate;

  private PodWarnings(JsonObject pod, String path) {
    this.metadata = pod.object("metadata");
    this.spec = pod.object("spec");
    this.root = path.isEmpty() ? "" : path + ".";
    this.isTemplate = !path.isEmpty();
  }

  /**
   * @param path of the template; "" of a pod itself
   */
  static List<String> of(JsonObject pod, String path) {
    PodWarnings all = new PodWarnings(pod, path);
    all.labels();
    all.annotations();
    all.volumes();
    all.names();
    all.containers();
    all.ports();
    all.rest();
    return all.warnings;
  }

  private void warn(String path, String what) {
    warnings.add(root + path + ": " + what);
  }

  private void labels() {
    spec.object("nodeSelector")
        .names()
        .forEach(
            key ->
                NodeLabels.deprecation(key)
                    .ifPresent(why -> warn("spec.nodeSelector[" + key + "]", why)));
    JsonObject affinity = spec.object("affinity").object("nodeAffinity");
    String path = "spec.affinity.nodeAffinity.";
    each(
        affinity.object("requiredDuringSchedulingIgnoredDuringExecution"),
        "nodeSelectorTerms",
        root + path + "requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms",
        (at, term) -> NodeLabels.term(warnings, term, at));
    each(
        affinity,
        "preferredDuringSchedulingIgnoredDuringExecution",
        root + path + "preferredDuringSchedulingIgnoredDuringExecution",
        (at, term) -> NodeLabels.term(warnings, term.object("preference"), at + ".preference"));
    each(
        spec,
        "topologySpreadConstraints",
        "spec.topologySpreadConstraints",
        (at, constraint) -> {
          String key = constraint.text("topologyKey");
          NodeLabels.deprecation(key)
              .ifPresent(why -> warn(at + ".topologyKey", key + " is " + why));
          unselective(at, constraint);
        });
  }

  private static void each(
      JsonObject of, String field, String path, BiConsumer<String, JsonObject> visitor) {
    int i = 0;
    for (JsonObject item : of.array(field).objects().toList()) {
      visitor.accept(path + "[" + i++ + "]", item);
    }
  }

  private void unselective(String at, JsonObject term) {
    if (!term.isSet("labelSelector")) {
      warn(at + ".labelSelector", "a null labelSelector results in matching no pod");
    }
  }

  private void annotations() {
    JsonObject annotations = metadata.object("annotations");
    DEAD_ANNOTATIONS.forEach(
        (key, why) -> {
          if (annotations.has(key)) {
            warn("metadata.annotations[" + key + "]", why);
          }
        });
    String seccomp = "seccomp.security.alpha.kubernetes.io/pod";
    if (annotations.has(seccomp) && !spec.object("securityContext").isSet("seccompProfile")) {
      warn(
          "metadata.annotations[" + seccomp + "]",
          "non-functional in v1.27+; use the \"seccompProfile\" field instead");
    }
  }

  private void volumes() {
    each(
        spec,
        "volumes",
        "spec.volumes",
        (at, volume) -> {
          for (Map.Entry<String, String> dead : DEAD_VOLUMES) {
            if (volume.isSet(dead.getKey())) {
              warn(at + "." + dead.getKey(), dead.getValue());
            }
          }
          JsonObject claim =
              volume.object("ephemeral").object("volumeClaimTemplate").object("spec");
          Fractions.ofClaim(warnings, claim, root + at + ".ephemeral.volumeClaimTemplate.spec");
        });
    spec.array("volumes").objects().forEach(volume -> VolumePaths.overlaps(warnings, volume));
  }

  private void names() {
    Set<String> ips = new HashSet<>();
    each(
        spec,
        "hostAliases",
        "spec.hostAliases",
        (at, alias) -> {
          if (!ips.add(alias.text("ip"))) {
            warn(at + ".ip", "duplicate ip " + GoText.quote(alias.text("ip")));
          }
        });
    Set<String> secrets = new HashSet<>();
    each(
        spec,
        "imagePullSecrets",
        "spec.imagePullSecrets",
        (at, secret) -> {
          String name = secret.text("name");
          if (!secrets.add(name)) {
            warn(at + ".name", "duplicate name " + GoText.quote(name));
          }
        });
    each(
        spec,
        "imagePullSecrets",
        "spec.imagePullSecrets",
        (at, secret) -> {
          if (secret.text("name").isEmpty()) {
            warn(at + ".name", "invalid empty name \"\"");
          }
        });
    Fractions.ofResources(warnings, spec.object("overhead"), root + "spec.overhead");
  }

  private void eachContainer(BiConsumer<String, JsonObject> visitor) {
    for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
      each(spec, list, "spec." + list, visitor);
    }
  }

  private void containers() {
    JsonObject annotations = metadata.object("annotations");
    eachContainer(
        (at, container) -> {
          String name = container.text("name");
          JsonObject security = container.object("securityContext");
          String seccomp = "container.seccomp.security.alpha.kubernetes.io/" + name;
          if (annotations.has(seccomp) && !security.isSet("seccompProfile")) {
            warn(
                "metadata.annotations[" + seccomp + "]",
                "non-functional in v1.27+; use the \"seccompProfile\" field instead");
          }
          String armor = "container.apparmor.security.beta.kubernetes.io/" + name;
          if (isTemplate
              && annotations.has(armor)
              && !security.isSet("appArmorProfile")
              && !spec.object("securityContext").isSet("appArmorProfile")) {
            warn(
                "metadata.annotations[" + armor + "]",
                "deprecated since v1.30; use the \"appArmorProfile\" field instead");
          }
          JsonObject resources = container.object("resources");
          String of = root + at + ".resources.";
          Fractions.one(warnings, resources.object("limits"), "memory", of + "limits");
          Fractions.one(warnings, resources.object("requests"), "memory", of + "requests");
          Fractions.one(warnings, resources.object("limits"), "ephemeral-storage", of + "limits");
          Fractions.one(
              warnings, resources.object("requests"), "ephemeral-storage", of + "requests");
          hidden(at, container);
        });
  }

  /** Variables that take the place of others, except by building on them. */
  private void hidden(String at, JsonObject container) {
    Set<String> seen = new HashSet<>();
    each(
        container,
        "env",
        at + ".env",
        (path, variable) -> {
          String name = variable.text("name");
          String reference = "$(" + name + ")";
          String value = variable.text("value");
          boolean isBad =
              variable.isSet("valueFrom") || value.equals(reference) || !value.contains(reference);
          if (!seen.add(name) && isBad) {
            warn(
                path,
                "hides previous definition of %s, which may be dropped when using apply"
                    .formatted(GoText.quote(name)));
          }
        });
  }

  private void ports() {
    Map<String, List<Port>> all = new HashMap<>();
    Map<String, String> names = new HashMap<>();
    List<Runnable> later = new ArrayList<>();
    eachContainer(
        (at, container) ->
            each(
                container,
                "ports",
                at + ".ports",
                (path, port) -> {
                  Port it = new Port(path, port.number("hostPort", 0), port.text("hostIP"));
                  if (!it.hostIp().isEmpty() && it.hostPort() == 0) {
                    warn(path, "hostIP set without hostPort: " + GoText.print(port));
                  }
                  List<Port> others =
                      all.computeIfAbsent(
                          port.number("containerPort", 0) + "/" + port.text("protocol"),
                          _ -> new ArrayList<>());
                  others.forEach(other -> contest(it, other));
                  others.add(it);
                  String name = port.text("name");
                  String first = name.isEmpty() ? null : names.putIfAbsent(name, root + path);
                  if (first != null) {
                    later.add(
                        () ->
                            warn(
                                path,
                                ("duplicate port name %s with %s, services and probes that select"
                                        + " ports by name will use %s")
                                    .formatted(GoText.quote(name), first, first)));
                  }
                }));
    later.forEach(Runnable::run);
  }

  private void contest(Port port, Port other) {
    if (port.hostIp().equals(other.hostIp()) && port.hostPort() == other.hostPort()) {
      warn(port.path(), "duplicate port definition with " + root + other.path());
    } else if (port.hostPort() == 0 || other.hostPort() == 0) {
      warn(port.path(), "overlapping port definition with " + root + other.path());
    } else if (port.hostPort() == other.hostPort()
        && port.hostIp().isEmpty() != other.hostIp().isEmpty()) {
      warn(port.path(), "dangerously ambiguous port definition with " + root + other.path());
    }
  }

  private void rest() {
    if (spec.get("terminationGracePeriodSeconds") != JsonNull.NULL
        && spec.number("terminationGracePeriodSeconds", 0) < 0) {
      warn(
          "spec.terminationGracePeriodSeconds",
          "must be >= 0; negative values are invalid and will be treated as 1");
    }
    for (String kind : List.of("podAffinity", "podAntiAffinity")) {
      JsonObject affinity = spec.object("affinity").object(kind);
      String required = "requiredDuringSchedulingIgnoredDuringExecution";
      String preferred = "preferredDuringSchedulingIgnoredDuringExecution";
      each(affinity, required, "spec.affinity." + kind + "." + required, this::unselective);
      each(
          affinity,
          preferred,
          "spec.affinity." + kind + "." + preferred,
          (at, term) -> unselective(at + ".podAffinityTerm", term.object("podAffinityTerm")));
    }
  }
}
