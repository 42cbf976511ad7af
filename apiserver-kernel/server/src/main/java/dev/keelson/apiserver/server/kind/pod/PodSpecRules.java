package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.FieldPath;
import dev.keelson.apiserver.server.kind.GoStruct;
import dev.keelson.apiserver.server.kind.Located;
import dev.keelson.apiserver.server.kind.SelectorRules;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A pod's specification, in a pod or in a template, in the order of upstream's errors. */
final class PodSpecRules {
  private static final List<String> RESTART_POLICIES = List.of("Always", "OnFailure", "Never");
  private static final List<String> DNS_POLICIES =
      List.of("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
  private static final List<String> PREEMPTION_POLICIES = List.of("PreemptLowerPriority", "Never");
  private static final List<String> SYSTEMS = List.of("linux", "windows");

  private PodSpecRules() {}

  /**
   * @param metadata of the pod; an empty object for a template
   */
  static void check(Located spec, boolean isPod, JsonObject metadata) {
    if (!spec.has("terminationGracePeriodSeconds")) {
      spec.required("terminationGracePeriodSeconds");
    }
    Map<String, JsonObject> volumes = VolumeRules.check(spec, metadata.text("name"), isPod);
    claims(spec, metadata);
    PodScope scope =
        new PodScope(
            spec.json(),
            isPod,
            volumes,
            ContainerListRules.names(spec.json().array("resourceClaims")));
    ContainerListRules.regular(spec, scope);
    ContainerListRules.initial(spec, scope);
    ContainerListRules.ephemeral(spec, scope);
    ResourceRules.pod(spec);
    NetworkRules.hostPorts(spec, isPod);
    spec.needsOneOf("restartPolicy", RESTART_POLICIES);
    spec.needsOneOf("dnsPolicy", DNS_POLICIES);
    SelectorRules.labels(spec, "nodeSelector");
    SecurityRules.pod(spec);
    AffinityRules.check(spec);
    NetworkRules.dns(spec);
    for (Located gate : spec.each("readinessGates")) {
      gate.form("conditionType", Names::qualifiedName);
    }
    PlacementRules.gates(spec);
    PlacementRules.group(spec);
    PlacementRules.spread(spec);
    WindowsRules.hostProcess(spec);
    NetworkRules.ownUsers(spec);
    NetworkRules.hostName(spec);
    names(spec);
    PlacementRules.tolerations(spec);
    NetworkRules.aliases(spec);
    spec.formIfAny("priorityClassName", Names::subdomain1123);
    if (spec.has("runtimeClassName")) {
      spec.form("runtimeClassName", Names::subdomain1123);
    }
    if (spec.has("preemptionPolicy")) {
      spec.needsOneOf("preemptionPolicy", PREEMPTION_POLICIES);
    }
    ResourceRules.overhead(spec);
    system(spec);
    fileVolumes(spec);
  }

  private static void names(Located spec) {
    spec.formIfAny("serviceAccountName", Names::subdomain1123);
    spec.formIfAny("nodeName", Names::subdomain1123);
    spec.within("activeDeadlineSeconds", 1, Integer.MAX_VALUE);
    spec.formIfAny("hostname", Names::label1123);
    spec.formIfAny("subdomain", Names::label1123);
  }

  private static void system(Located spec) {
    if (!spec.has("os")) {
      return;
    }
    String name = spec.in("os").text("name");
    switch (name) {
      case "linux" -> WindowsRules.onLinux(spec);
      case "windows" -> WindowsRules.onWindows(spec);
      case "" -> spec.in("os").required("name");
      default -> spec.errors().notSupported(spec.path("os"), name, SYSTEMS);
    }
  }

  private static void claims(Located spec, JsonObject metadata) {
    Set<String> names = new HashSet<>();
    boolean isMirror = metadata.object("annotations").isSet(AnnotationRules.MIRROR);
    for (Located claim : spec.each("resourceClaims")) {
      if (isMirror) {
        spec.errors().forbidden(FieldPath.of(""), "static pods do not support resource claims");
        continue;
      }
      String name = claim.text("name");
      if (name.isEmpty()) {
        claim.required("name");
      } else if (!names.add(name)) {
        claim.errors().duplicate(claim.path("name"), name);
      } else {
        claim.form("name", Names::label1123);
      }
      claimSource(claim);
    }
  }

  private static void claimSource(Located claim) {
    boolean byName = claim.has("resourceClaimName");
    boolean byTemplate = claim.has("resourceClaimTemplateName");
    if (byName == byTemplate) {
      JsonValue shown =
          GoStruct.shown(
              claim.json(), List.of("name", "resourceClaimName", "resourceClaimTemplateName"));
      claim
          .errors()
          .invalid(
              claim.path(),
              shown,
              byName
                  ? "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be"
                      + " specified"
                  : "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`");
    }
    if (byName) {
      claim.form("resourceClaimName", Names::subdomain1123);
    }
    if (byTemplate) {
      claim.form("resourceClaimTemplateName", Names::subdomain1123);
    }
  }

  private static void fileVolumes(Located spec) {
    Map<String, Located> volumes = new HashMap<>();
    for (Located container : WindowsRules.containers(spec)) {
      if (container.json().array("env").isEmpty()) {
        continue;
      }
      if (volumes.isEmpty()) {
        spec.each("volumes").forEach(volume -> volumes.put(volume.text("name"), volume));
      }
      EnvironmentRules.fileVolumes(container, volumes);
    }
  }
}
