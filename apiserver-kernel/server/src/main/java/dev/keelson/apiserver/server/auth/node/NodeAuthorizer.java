package dev.keelson.apiserver.server.auth.node;

import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.server.auth.Attributes;
import dev.keelson.apiserver.server.auth.Authorizer;
import dev.keelson.apiserver.server.auth.Caller;
import dev.keelson.apiserver.server.auth.GoText;
import dev.keelson.apiserver.server.auth.ObjectLookup;
import dev.keelson.apiserver.server.auth.rbac.BootstrapPolicy;
import dev.keelson.apiserver.server.auth.rbac.PolicyRule;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * For callers {@code system:node:<name>} of the group {@code system:nodes}: some resources by what
 * the node's pods refer to, all others by the rules of the cluster role {@code system:node}, which
 * is bound to nobody. It never denies. What a node may write into its own objects is left to
 * NodeRestriction. Thread-safe.
 */
public final class NodeAuthorizer implements Authorizer {
  private static final String USER_PREFIX = "system:node:";
  private static final String GROUP = "system:nodes";
  private static final Set<String> OWN_VERBS = Set.of("get", "create", "update", "patch", "delete");
  private static final Decision ALLOWED = new Decision(Verdict.ALLOW, "");
  private static final Decision NO_OPINION = new Decision(Verdict.NO_OPINION, "");

  private final NodeGraph graph;
  private final List<PolicyRule> rules;

  public NodeAuthorizer(PodsByNode pods, ObjectLookup objects) {
    this.graph = new NodeGraph(pods, objects);
    this.rules =
        BootstrapPolicy.objects().stream()
            .filter(
                each ->
                    each.kind().kind().equals("ClusterRole") && each.name().equals("system:node"))
            .flatMap(role -> PolicyRule.of(role).stream())
            .toList();
  }

  /** The node that a caller is; "" in it if it has no name. Empty: he is none. */
  public static Optional<String> node(Caller caller) {
    return caller.name().startsWith(USER_PREFIX) && caller.isIn(GROUP)
        ? Optional.of(caller.name().substring(USER_PREFIX.length()))
        : Optional.empty();
  }

  @Override
  public Decision decide(Attributes attributes) {
    Optional<String> node = node(attributes.caller());
    if (node.isEmpty()) {
      return NO_OPINION;
    }
    if (node.get().isEmpty()) {
      return noOpinion("unknown node for user " + GoText.quoted(attributes.caller().name()));
    }
    return attributes.isResource() ? resource(node.get(), attributes) : byRules(attributes);
  }

  private static Decision noOpinion(String why) {
    return new Decision(Verdict.NO_OPINION, why);
  }

  private Decision byRules(Attributes attributes) {
    return rules.stream().anyMatch(rule -> rule.allows(attributes)) ? ALLOWED : NO_OPINION;
  }

  private Decision resource(String node, Attributes attributes) {
    ObjectName name = new ObjectName(attributes.namespace(), attributes.name());
    return switch (attributes.group() + "/" + attributes.resource()) {
      case "/secrets" -> read(node, attributes, () -> graph.needsSecret(node, name));
      case "/configmaps" -> read(node, attributes, () -> graph.needsConfigMap(node, name));
      case "/persistentvolumeclaims" ->
          attributes.subresource().equals("status")
              ? status(node, attributes, () -> graph.needsClaim(node, name))
              : get(node, attributes, () -> graph.needsClaim(node, name));
      case "/persistentvolumes" ->
          get(node, attributes, () -> graph.needsVolume(node, name.name()));
      case "resource.k8s.io/resourceclaims" ->
          get(node, attributes, () -> graph.needsResourceClaim(node, name));
      case "storage.k8s.io/volumeattachments" ->
          get(node, attributes, () -> graph.hasAttachment(node, name.name()));
      case "/serviceaccounts" -> serviceAccount(node, attributes, name);
      case "coordination.k8s.io/leases" -> lease(node, attributes);
      case "storage.k8s.io/csinodes" -> csiNode(node, attributes);
      case "resource.k8s.io/resourceslices" -> resourceSlice(node, attributes);
      case "/nodes" -> node(node, attributes);
      case "/pods" -> pod(node, attributes, name);
      // Their feature is off unless somebody asks for it, as upstream's is.
      case "certificates.k8s.io/podcertificaterequests" -> NO_OPINION;
      default -> byRules(attributes);
    };
  }

  private interface Relation {
    boolean holds();
  }

  private static Decision related(String node, Attributes attributes, Relation relation) {
    if (attributes.name().isEmpty()) {
      return noOpinion("No Object name found");
    }
    return relation.holds()
        ? ALLOWED
        : noOpinion("no relationship found between node '" + node + "' and this object");
  }

  private static Decision read(String node, Attributes attributes, Relation relation) {
    if (!Set.of("get", "list", "watch").contains(attributes.verb())) {
      return noOpinion("can only read resources of this type");
    }
    if (!attributes.subresource().isEmpty()) {
      return noOpinion("cannot read subresource");
    }
    if (attributes.namespace().isEmpty()) {
      return noOpinion("can only read namespaced object of this type");
    }
    return related(node, attributes, relation);
  }

  private static Decision get(String node, Attributes attributes, Relation relation) {
    if (!attributes.verb().equals("get")) {
      return noOpinion("can only get individual resources of this type");
    }
    if (!attributes.subresource().isEmpty()) {
      return noOpinion("cannot get subresource");
    }
    return related(node, attributes, relation);
  }

  private static Decision status(String node, Attributes attributes, Relation relation) {
    return Set.of("update", "patch").contains(attributes.verb())
        ? related(node, attributes, relation)
        : noOpinion("can only get/update/patch this type");
  }

  private Decision serviceAccount(String node, Attributes attributes, ObjectName name) {
    Relation relation = () -> graph.needsServiceAccount(node, name);
    if (attributes.verb().equals("get") && attributes.subresource().isEmpty()) {
      return read(node, attributes, relation);
    }
    if (!attributes.verb().equals("create") || name.name().isEmpty()) {
      return noOpinion("can only create tokens for individual service accounts");
    }
    return attributes.subresource().equals("token")
        ? related(node, attributes, relation)
        : noOpinion("can only create token subresource of serviceaccount");
  }

  private static Decision lease(String node, Attributes attributes) {
    if (!OWN_VERBS.contains(attributes.verb())) {
      return noOpinion("can only get, create, update, patch, or delete a node lease");
    }
    if (!attributes.namespace().equals("kube-node-lease")) {
      return noOpinion("can only access leases in the \"kube-node-lease\" system namespace");
    }
    return isOwn(node, attributes)
        ? ALLOWED
        : noOpinion("can only access node lease with the same name as the requesting node");
  }

  private static Decision csiNode(String node, Attributes attributes) {
    if (!OWN_VERBS.contains(attributes.verb())) {
      return noOpinion("can only get, create, update, patch, or delete a CSINode");
    }
    if (!attributes.subresource().isEmpty()) {
      return noOpinion("cannot authorize CSINode subresources");
    }
    return isOwn(node, attributes)
        ? ALLOWED
        : noOpinion("can only access CSINode with the same name as the requesting node");
  }

  /** The name of what is created is not known yet; NodeRestriction looks at it. */
  private static boolean isOwn(String node, Attributes attributes) {
    return attributes.verb().equals("create") || attributes.name().equals(node);
  }

  private Decision resourceSlice(String node, Attributes attributes) {
    if (!attributes.subresource().isEmpty()) {
      return noOpinion("cannot authorize ResourceSlice subresources");
    }
    return switch (attributes.verb()) {
      case "create" -> ALLOWED;
      case "get", "update", "patch", "delete" ->
          related(node, attributes, () -> graph.hasResourceSlice(node, attributes.name()));
      case "watch", "list", "deletecollection" ->
          selects(attributes, "spec.nodeName", node)
              ? ALLOWED
              : noOpinion(
                  "can only list/watch/deletecollection resourceslices with nodeName field"
                      + " selector");
      default ->
          noOpinion(
              "only the following verbs are allowed for a ResourceSlice: get, watch, list, create,"
                  + " update, patch, delete, deletecollection");
    };
  }

  private static boolean selects(Attributes attributes, String field, String value) {
    return value.equals(attributes.selectedFields().get(field));
  }

  private static Decision node(String node, Attributes attributes) {
    return switch (attributes.subresource() + ":" + attributes.verb()) {
      case ":create", ":update", ":patch", "status:update", "status:patch" -> ALLOWED;
      case ":get", ":list", ":watch" -> {
        if (attributes.name().equals(node)) {
          yield ALLOWED;
        }
        yield noOpinion(
            attributes.name().isEmpty()
                ? "node '%s' cannot read all nodes, only its own Node object".formatted(node)
                : "node '%s' cannot read '%s', only its own Node object"
                    .formatted(node, attributes.name()));
      }
      default -> NO_OPINION;
    };
  }

  private Decision pod(String node, Attributes attributes, ObjectName name) {
    Relation relation = () -> graph.hasPod(node, name);
    return switch (attributes.subresource() + ":" + attributes.verb()) {
      case ":get" -> related(node, attributes, relation);
      case ":list", ":watch" -> {
        if (selects(attributes, "spec.nodeName", node)) {
          yield ALLOWED;
        }
        yield name.name().isEmpty()
            ? noOpinion("can only list/watch pods with spec.nodeName field selector")
            : related(node, attributes, relation);
      }
      case ":create", ":delete", "status:update", "status:patch", "eviction:create" -> ALLOWED;
      default -> NO_OPINION;
    };
  }
}
