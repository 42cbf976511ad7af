package dev.keelson.apiserver.server.kind.warning;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.quantity.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is told to whoever stores an object that is valid, and yet hardly what was meant. */
public final class Warnings {
  private static final String BETA_CLASS = "volume.beta.kubernetes.io/storage-class";
  private static final int MOST_COMPLETIONS = 100_000;
  private static final int MOST_PARALLEL = 10_000;

  private Warnings() {}

  /**
   * @param before empty: it is new
   */
  public static List<String> of(
      GroupVersionKind kind, ApiObject object, Optional<ApiObject> before) {
    boolean isNewSpec = before.isEmpty() || before.get().generation() != object.generation();
    JsonObject spec = object.spec();
    return switch (kind.group() + "/" + kind.kind()) {
      case "/Pod" -> PodWarnings.of(object.tree(), "");
      case "/PodTemplate" -> PodWarnings.of(object.tree().object("template"), "template");
      case "/ReplicationController", "apps/ReplicaSet", "apps/Deployment", "apps/DaemonSet" ->
          isNewSpec ? template(spec, "spec") : List.of();
      case "apps/StatefulSet" -> statefulSet(spec, isNewSpec);
      case "batch/Job" -> isNewSpec ? named(object, job(spec, "spec"), before) : List.of();
      case "batch/CronJob" -> named(object, cronJob(spec, isNewSpec, before), before);
      case "/Service" -> service(object);
      case "/PersistentVolume" -> volume(object);
      case "/PersistentVolumeClaim" -> claim(object);
      case "storage.k8s.io/StorageClass" -> storageClass(object);
      case "networking.k8s.io/Ingress" -> before.isEmpty() ? ingress(object) : List.of();
      case "node.k8s.io/RuntimeClass" -> runtimeClass(object);
      case "/Node" -> node(spec);
      case "/ResourceQuota" -> before.isEmpty() ? quota(spec.object("hard")) : List.of();
      case "discovery.k8s.io/EndpointSlice" ->
          before.isEmpty() && object.tree().text("addressType").equals("FQDN")
              ? List.of("spec.addressType: FQDN endpoints are deprecated")
              : List.of();
      default -> List.of();
    };
  }

  private static List<String> template(JsonObject spec, String path) {
    return PodWarnings.of(spec.object("template"), path + ".template");
  }

  private static List<String> statefulSet(JsonObject spec, boolean isNewSpec) {
    List<String> warnings = new ArrayList<>(isNewSpec ? template(spec, "spec") : List.of());
    int i = 0;
    for (JsonObject claim : spec.array("volumeClaimTemplates").objects().toList()) {
      Fractions.ofClaim(warnings, claim.object("spec"), "spec.volumeClaimTemplates[" + i++ + "]");
    }
    if (spec.number("revisionHistoryLimit", 0) < 0) {
      warnings.add(
          "spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >="
              + " 0 is recommended");
    }
    return warnings;
  }

  private static List<String> job(JsonObject spec, String path) {
    List<String> warnings = new ArrayList<>();
    if (spec.text("completionMode").equals("Indexed")
        && spec.number("completions", 0) > MOST_COMPLETIONS
        && spec.number("parallelism", 0) > MOST_PARALLEL) {
      warnings.add(
          path
              + ": In Indexed Jobs with a number of completions higher than 10^5 and a parallelism"
              + " higher than 10^4, Kubernetes might not be able to track completedIndexes when a"
              + " big number of indexes fail");
    }
    warnings.addAll(template(spec, path));
    return warnings;
  }

  private static List<String> cronJob(
      JsonObject spec, boolean isNewSpec, Optional<ApiObject> before) {
    List<String> warnings = new ArrayList<>();
    if (isNewSpec) {
      warnings.addAll(job(spec.object("jobTemplate").object("spec"), "spec.jobTemplate.spec"));
    }
    if (before.isPresent() && spec.text("schedule").contains("TZ")) {
      warnings.add(
          "cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see"
              + " https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more"
              + " details");
    }
    return warnings;
  }

  /** Their names become part of host names. */
  private static List<String> named(
      ApiObject object, List<String> others, Optional<ApiObject> before) {
    String name = object.name();
    if (before.isPresent() || name.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")) {
      return others;
    }
    String rule =
        name.length() > 63
            ? "must be no more than 63 characters"
            : "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or"
                + " '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or"
                + " '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
    List<String> warnings = new ArrayList<>();
    warnings.add(
        "metadata.name: this is used in Pod names and hostnames, which can result in surprising"
            + " behavior; a DNS label is recommended: ["
            + rule
            + "]");
    warnings.addAll(others);
    return warnings;
  }

  private static List<String> service(ApiObject service) {
    List<String> warnings = new ArrayList<>();
    JsonObject spec = service.spec();
    if (service
        .metadata()
        .object("annotations")
        .has("service.kubernetes.io/topology-aware-hints")) {
      warnings.add(
          "annotation service.kubernetes.io/topology-aware-hints is deprecated, please use"
              + " service.kubernetes.io/topology-mode instead");
    }
    boolean hasExternal = !spec.array("externalIPs").isEmpty();
    if (spec.text("clusterIP").equals("None")) {
      if (!spec.text("loadBalancerIP").isEmpty()) {
        warnings.add("spec.loadBalancerIP is ignored for headless services");
      }
      if (hasExternal) {
        warnings.add("spec.externalIPs is ignored for headless services");
      }
      if (!spec.text("sessionAffinity").equals("None")) {
        warnings.add("spec.SessionAffinity is ignored for headless services");
      }
    }
    if (hasExternal) {
      warnings.add(
          "spec.externalIPs is deprecated and may no longer be implemented in some clusters");
    }
    boolean isElsewhere = spec.text("type").equals("ExternalName");
    if (isElsewhere && hasExternal) {
      warnings.add("spec.externalIPs is ignored when spec.type is \"ExternalName\"");
    }
    if (!isElsewhere && !spec.text("externalName").isEmpty()) {
      warnings.add("spec.externalName is ignored when spec.type is not \"ExternalName\"");
    }
    if (spec.text("trafficDistribution").equals("PreferClose")) {
      warnings.add(
          "spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"");
    }
    return warnings;
  }

  private static List<String> volume(ApiObject volume) {
    List<String> warnings = new ArrayList<>();
    JsonObject annotations = volume.metadata().object("annotations");
    betaClass(warnings, annotations);
    if (annotations.has("volume.beta.kubernetes.io/mount-options")) {
      warnings.add(
          "metadata.annotations[volume.beta.kubernetes.io/mount-options]: deprecated since v1.31;"
              + " use \"mountOptions\" attribute instead");
    }
    JsonObject spec = volume.spec();
    if (spec.text("persistentVolumeReclaimPolicy").equals("Recycle")) {
      warnings.add(
          "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead,"
              + " the recommended approach is to use dynamic provisioning.");
    }
    int i = 0;
    for (JsonObject term :
        spec.object("nodeAffinity")
            .object("required")
            .array("nodeSelectorTerms")
            .objects()
            .toList()) {
      NodeLabels.term(warnings, term, "spec.nodeAffinity.required.nodeSelectorTerms[" + i++ + "]");
    }
    deadSource(warnings, spec, "cephfs", "deprecated in v1.28, non-functional in v1.31+");
    deadSource(
        warnings, spec, "photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+");
    deadSource(warnings, spec, "scaleIO", "deprecated in v1.16, non-functional in v1.22+");
    deadSource(warnings, spec, "storageos", "deprecated in v1.22, non-functional in v1.25+");
    deadSource(warnings, spec, "glusterfs", "deprecated in v1.25, non-functional in v1.26+");
    deadSource(warnings, spec, "rbd", "deprecated in v1.28, non-functional in v1.31+");
    return warnings;
  }

  private static void deadSource(List<String> warnings, JsonObject spec, String field, String why) {
    if (spec.isSet(field)) {
      warnings.add("spec." + field + ": " + why);
    }
  }

  private static void betaClass(List<String> warnings, JsonObject annotations) {
    if (annotations.has(BETA_CLASS)) {
      warnings.add(
          "metadata.annotations["
              + BETA_CLASS
              + "]: deprecated since v1.8; use \"storageClassName\" attribute instead");
    }
  }

  private static List<String> claim(ApiObject claim) {
    List<String> warnings = new ArrayList<>();
    betaClass(warnings, claim.metadata().object("annotations"));
    Fractions.ofClaim(warnings, claim.spec(), "spec");
    return warnings;
  }

  private static List<String> storageClass(ApiObject storageClass) {
    List<String> warnings = new ArrayList<>();
    int i = 0;
    for (JsonObject topology : storageClass.tree().array("allowedTopologies").objects().toList()) {
      int j = 0;
      for (JsonObject each : topology.array("matchLabelExpressions").objects().toList()) {
        String at = "allowedTopologies[%d].matchLabelExpressions[%d].key".formatted(i, j++);
        NodeLabels.deprecation(each.text("key")).ifPresent(why -> warnings.add(at + ": " + why));
      }
      i++;
    }
    return warnings;
  }

  private static List<String> ingress(ApiObject ingress) {
    return ingress.metadata().object("annotations").has("kubernetes.io/ingress.class")
        ? List.of(
            "annotation \"kubernetes.io/ingress.class\" is deprecated, please use"
                + " 'spec.ingressClassName' instead")
        : List.of();
  }

  private static List<String> runtimeClass(ApiObject runtimeClass) {
    return runtimeClass.tree().object("scheduling").object("nodeSelector").names().stream()
        .flatMap(key -> NodeLabels.deprecation(key).stream())
        .map(why -> "scheduling.nodeSelector: " + why)
        .toList();
  }

  private static List<String> node(JsonObject spec) {
    List<String> warnings = new ArrayList<>();
    if (spec.isSet("configSource")) {
      warnings.add("spec.configSource: the feature is removed");
    }
    if (!spec.text("externalID").isEmpty()) {
      warnings.add("spec.externalID: this field is deprecated, and is unused by Kubernetes");
    }
    return warnings;
  }

  /** A bound on requests above that on limits is never reached. */
  private static List<String> quota(JsonObject hard) {
    List<String> warnings = new ArrayList<>();
    for (String resource : List.of("cpu", "memory", "ephemeral-storage")) {
      boolean isBare = !hard.has("requests." + resource) && !resource.contains("-");
      String requests = isBare ? resource : "requests." + resource;
      String limits = "limits." + resource;
      Optional<Quantity> low = amount(hard.get(requests));
      Optional<Quantity> high = amount(hard.get(limits));
      if (low.isPresent() && high.isPresent() && low.get().compareTo(high.get()) > 0) {
        warnings.add(
            "ResourceQuota %s (%s) should be less than %s (%s)"
                .formatted(requests, low.get(), limits, high.get()));
      }
    }
    return warnings;
  }

  private static Optional<Quantity> amount(JsonValue value) {
    return value instanceof JsonString text
        ? Fractions.parsed(text.asText().orElse(""))
        : Optional.empty();
  }
}
