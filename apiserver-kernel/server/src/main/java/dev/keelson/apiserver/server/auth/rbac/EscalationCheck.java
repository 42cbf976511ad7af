package dev.keelson.apiserver.server.auth.rbac;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.GroupVersionResource;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.auth.Attributes;
import dev.keelson.apiserver.server.auth.Authorizer;
import dev.keelson.apiserver.server.auth.Caller;
import dev.keelson.apiserver.server.auth.GoText;
import dev.keelson.apiserver.server.auth.PrivilegedGroup;
import java.util.List;
import java.util.TreeSet;

/**
 * Nobody grants what he does not hold, unless he may {@code escalate} the role or {@code bind} it.
 * For roles, cluster roles and their bindings; anything else passes. Thread-safe.
 */
public final class EscalationCheck {
  private static final String GROUP = "rbac.authorization.k8s.io";
  private static final List<PolicyRule> EVERYTHING =
      List.of(
          PolicyRule.ofResources(List.of("*"), List.of("*"), List.of("*")),
          PolicyRule.ofPaths(List.of("*"), List.of("*")));

  private final RuleResolver resolver;
  private final Authorizer authorizer;

  /** {@code authorizer} is the whole chain: it is asked for {@code escalate} and {@code bind}. */
  public EscalationCheck(RuleResolver resolver, Authorizer authorizer) {
    this.resolver = resolver;
    this.authorizer = authorizer;
  }

  /**
   * @param request as it was authorized
   * @throws ApiFailure 403, or 404 if it binds a role that does not exist
   */
  public void created(ApiObject object, Attributes request) {
    if (isChecked(request)) {
      check(object, false, request);
    }
  }

  /**
   * As {@link #created}. A change of nothing but finalizers and owners passes: the garbage
   * collector makes it.
   *
   * @throws ApiFailure as {@link #created}
   */
  public void updated(ApiObject next, ApiObject before, Attributes request) {
    if (isChecked(request) && !withoutOwners(next).equals(withoutOwners(before))) {
      check(next, hasAggregation(before), request);
    }
  }

  private static boolean isChecked(Attributes request) {
    return request.group().equals(GROUP)
        && request.subresource().isEmpty()
        && !request.caller().isIn(PrivilegedGroup.NAME);
  }

  private static JsonObject withoutOwners(ApiObject object) {
    return object
        .withMetadata(
            metadata ->
                metadata
                    .without("ownerReferences")
                    .without("finalizers")
                    .without("selfLink")
                    .without("managedFields"))
        .tree();
  }

  private void check(ApiObject object, boolean wasAggregating, Attributes request) {
    switch (request.resource()) {
      case "roles" -> checkRole(object, false, request);
      case "clusterroles" -> checkRole(object, wasAggregating || hasAggregation(object), request);
      case "rolebindings", "clusterrolebindings" -> checkBinding(object, request);
      default -> {}
    }
  }

  private static boolean hasAggregation(ApiObject role) {
    return !role.tree().object("aggregationRule").array("clusterRoleSelectors").isEmpty();
  }

  private void checkRole(ApiObject role, boolean isAggregating, Attributes request) {
    if (isAllowed(request, "escalate", request.resource(), request.name(), request.namespace())) {
      return;
    }
    confirmHeld(PolicyRule.of(role), role.name(), request);
    if (isAggregating && !missing(EVERYTHING, request).isEmpty()) {
      throw forbidden(
          request, role.name(), "must have cluster-admin privileges to use the aggregationRule");
    }
  }

  private void checkBinding(ApiObject binding, Attributes request) {
    RoleRef ref = RoleRef.of(binding);
    String resource = ref.kind().equals("ClusterRole") ? "clusterroles" : "roles";
    if (isAllowed(request, "bind", resource, ref.name(), request.namespace())) {
      return;
    }
    List<PolicyRule> rules =
        resolver
            .rules(ref, request.namespace())
            .orElseThrow(() -> new ApiFailure(ApiStatus.notFound(resource(request), ref.name())));
    confirmHeld(rules, binding.name(), request);
  }

  private boolean isAllowed(
      Attributes request, String verb, String resource, String name, String namespace) {
    return authorizer
        .decide(
            new Attributes(
                request.caller(), verb, true, GROUP, "*", resource, "", namespace, name, ""))
        .isAllowed();
  }

  private List<PolicyRule> missing(List<PolicyRule> wanted, Attributes request) {
    return RuleCover.missing(resolver.rules(request.caller(), request.namespace()).rules(), wanted);
  }

  private void confirmHeld(List<PolicyRule> wanted, String name, Attributes request) {
    List<PolicyRule> missing = missing(wanted, request);
    if (missing.isEmpty()) {
      return;
    }
    TreeSet<String> lines = new TreeSet<>();
    RuleCover.compact(missing).forEach(rule -> lines.add(PolicyText.compact(rule)));
    Caller caller = request.caller();
    String why =
        "user %s (groups=%s) is attempting to grant RBAC permissions not currently held:\n%s"
            .formatted(
                GoText.quoted(caller.name()),
                GoText.quoted(caller.groups()),
                String.join("\n", lines));
    List<String> errors = resolver.rules(caller, request.namespace()).errors();
    throw forbidden(
        request,
        name,
        errors.isEmpty() ? why : why + "; resolution errors: [" + GoText.aggregate(errors) + "]");
  }

  private static GroupVersionResource resource(Attributes request) {
    return new GroupVersionResource(request.group(), request.version(), request.resource());
  }

  private static ApiFailure forbidden(Attributes request, String name, String why) {
    return new ApiFailure(ApiStatus.forbidden(resource(request), name, why));
  }
}
