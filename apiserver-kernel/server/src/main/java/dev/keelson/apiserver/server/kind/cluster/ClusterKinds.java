package dev.keelson.apiserver.server.kind.cluster;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.Defaults;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.Preparation;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.access.AccessKinds;
import dev.keelson.apiserver.server.kind.config.ConfigKinds;
import dev.keelson.apiserver.server.kind.meta.Kind;
import dev.keelson.apiserver.server.kind.meta.NameRule;
import dev.keelson.apiserver.server.kind.meta.Place;
import dev.keelson.apiserver.server.kind.meta.Preparations;
import dev.keelson.apiserver.server.kind.network.NetworkKinds;
import dev.keelson.apiserver.server.kind.storage.StorageKinds;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is particular to kinds other than pods and workloads; of those only how they may be called.
 * A kind is the same in all its versions, but for events.
 */
public final class ClusterKinds {
  private static final Kind UNKNOWN = Kind.named(NameRule.SUBDOMAIN);
  private static final Map<String, Kind> KINDS = kinds(InstantSource.system());

  /** Kinds that PUT may make. */
  private static final Set<String> CREATED_BY_UPDATE =
      Set.of(
          "/Service",
          "/Endpoints",
          "/Event",
          "/LimitRange",
          "events.k8s.io/Event",
          "coordination.k8s.io/Lease",
          "coordination.k8s.io/LeaseCandidate",
          "rbac.authorization.k8s.io/Role",
          "rbac.authorization.k8s.io/ClusterRole",
          "rbac.authorization.k8s.io/RoleBinding",
          "rbac.authorization.k8s.io/ClusterRoleBinding",
          "node.k8s.io/RuntimeClass");

  /** Kinds of which every update must say which version it changes. */
  private static final Set<String> CONDITIONAL =
      Set.of(
          "admissionregistration.k8s.io/MutatingAdmissionPolicy",
          "admissionregistration.k8s.io/MutatingAdmissionPolicyBinding",
          "admissionregistration.k8s.io/MutatingWebhookConfiguration",
          "admissionregistration.k8s.io/ValidatingAdmissionPolicy",
          "admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding",
          "admissionregistration.k8s.io/ValidatingWebhookConfiguration",
          "apiextensions.k8s.io/CustomResourceDefinition",
          "apiregistration.k8s.io/APIService",
          "coordination.k8s.io/Lease",
          "coordination.k8s.io/LeaseCandidate",
          "node.k8s.io/RuntimeClass",
          "policy/PodDisruptionBudget",
          "storage.k8s.io/CSIDriver",
          "storage.k8s.io/CSINode",
          "storage.k8s.io/CSIStorageCapacity",
          "storage.k8s.io/VolumeAttachment");

  private ClusterKinds() {}

  public static Defaults defaults(GroupVersionKind kind) {
    return find(kind).defaults();
  }

  public static Rules rules(GroupVersionKind kind) {
    return find(kind).rules();
  }

  public static Preparation preparation(GroupVersionKind kind) {
    return find(kind).preparation();
  }

  /** How objects may be called; of every kind there is. A DNS subdomain where nothing is known. */
  public static NameRule nameRule(GroupVersionKind kind) {
    return find(kind).names();
  }

  /** Whether PUT makes what is not there: upstream's AllowCreateOnUpdate. */
  public static boolean isCreatedByUpdate(GroupVersionKind kind) {
    return CREATED_BY_UPDATE.contains(key(kind));
  }

  /**
   * Whether an update may leave out the resourceVersion: upstream's AllowUnconditionalUpdate. Else
   * it is a validation error of metadata.
   */
  public static boolean isUpdatedUnconditionally(GroupVersionKind kind) {
    return !CONDITIONAL.contains(key(kind));
  }

  private static String key(GroupVersionKind kind) {
    return kind.group() + "/" + kind.kind();
  }

  private static Kind find(GroupVersionKind kind) {
    return KINDS.getOrDefault(key(kind), UNKNOWN);
  }

  private static Map<String, Kind> kinds(InstantSource time) {
    Map<String, Kind> all = new HashMap<>();
    add(all, "", core());
    add(all, "", NetworkKinds.core());
    add(all, "", ConfigKinds.core());
    add(all, "", StorageKinds.core(time));
    add(all, "discovery.k8s.io", NetworkKinds.discovery());
    add(all, "networking.k8s.io", NetworkKinds.networking());
    add(all, "rbac.authorization.k8s.io", AccessKinds.rbac());
    add(all, "certificates.k8s.io", AccessKinds.certificates());
    add(all, "storage.k8s.io", StorageKinds.storage());
    add(all, "events.k8s.io", events());
    add(all, "coordination.k8s.io", coordination());
    add(all, "scheduling.k8s.io", scheduling());
    add(all, "scheduling.k8s.io", GroupKinds.all());
    add(all, "node.k8s.io", node());
    add(all, "flowcontrol.apiserver.k8s.io", flowcontrol());
    add(all, "resource.k8s.io", DeviceKinds.all());
    add(all, "admissionregistration.k8s.io", PolicyKinds.all());
    add(all, "apiextensions.k8s.io", ExtensionKinds.apiextensions());
    add(all, "apiregistration.k8s.io", ExtensionKinds.apiregistration());
    // Of workloads only the names that are no plain subdomains.
    all.put("apps/StatefulSet", Kind.named(NameRule.LABEL));
    all.put("policy/PodDisruptionBudget", Kind.named(NameRule.PATH_SEGMENT));
    all.put(
        "batch/CronJob",
        Kind.named(NameRule.SUBDOMAIN.atMost(52, "must be no more than 52 characters")));
    return Map.copyOf(all);
  }

  private static void add(Map<String, Kind> all, String group, Map<String, Kind> kinds) {
    kinds.forEach((name, kind) -> all.put(group + "/" + name, kind));
  }

  private static Map<String, Kind> core() {
    Namespaces namespaces = new Namespaces();
    return Map.of(
        "Namespace",
        new Kind(NameRule.LABEL, namespaces, namespaces, namespaces),
        "Node",
        Kind.named(NameRule.SUBDOMAIN)
            .filledBy(new NodeDefaults())
            .preparedBy(new NodePreparation())
            .ruledBy(new NodeRules()),
        "Event",
        // Upstream asks names of events only through events.k8s.io.
        Kind.named(NameRule.PATH_SEGMENT)
            .filledBy(EventForms::filledCore)
            .ruledBy(new EventRules(false)),
        "Binding",
        Kind.named(NameRule.PATH_SEGMENT).ruledBy(ClusterKinds::checkBinding));
  }

  private static void checkBinding(ApiObject binding, FieldErrors errors) {
    Place target = Place.of(binding, errors).at("target");
    if (!target.text("kind").isEmpty()) {
      if (!target.text("kind").equals("Node")) {
        target.oneOf("kind", List.of("Node", "<empty>"));
      }
    }
    target.requireText("name");
  }

  /** A node comes with its status, which afterwards only the subresource changes. */
  private static final class NodePreparation implements Preparation {
    @Override
    public ApiObject forUpdate(ApiObject next, ApiObject before) {
      return Preparations.kept(next, before, "status");
    }

    @Override
    public ApiObject forStatusUpdate(ApiObject next, ApiObject before) {
      return Preparations.onlyStatus(next, before);
    }
  }

  private static Map<String, Kind> events() {
    return Map.of(
        "Event",
        Kind.named(NameRule.SUBDOMAIN)
            .filledBy(EventForms::filledEvents)
            .ruledBy(new EventRules(true)));
  }

  private static Map<String, Kind> coordination() {
    return Map.of(
        "Lease",
        Kind.named(NameRule.SUBDOMAIN)
            .filledBy(object -> object.withDefault("spec", JsonObject.EMPTY))
            .preparedBy(new LeasePreparation())
            .ruledBy(new LeaseRules()),
        "LeaseCandidate",
        Kind.named((name, _) -> Names.configMapKey(name)).ruledBy(new LeaseRules.Candidate()));
  }

  private static Map<String, Kind> scheduling() {
    return Map.of(
        "PriorityClass",
        Kind.named(NameRule.SUBDOMAIN)
            .filledBy(object -> object.withDefault("preemptionPolicy", "PreemptLowerPriority"))
            .preparedBy(Preparations.counting(List.of()))
            .ruledBy(new PriorityClassRules()));
  }

  private static Map<String, Kind> node() {
    return Map.of("RuntimeClass", Kind.named(NameRule.SUBDOMAIN).ruledBy(new RuntimeClassRules()));
  }

  private static Map<String, Kind> flowcontrol() {
    Kind kind =
        Kind.named(NameRule.SUBDOMAIN)
            .preparedBy(
                Preparations.both(Preparations.status(), Preparations.counting(List.of("spec"))));
    return Map.of(
        "FlowSchema",
        kind.filledBy(FlowDefaults::schema).ruledBy(new FlowRules()),
        "PriorityLevelConfiguration",
        kind.filledBy(FlowDefaults::level).ruledBy(new PriorityLevelRules()));
  }
}
