package dev.keelson.apiserver.server.auth.rbac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.server.auth.Asked;
import dev.keelson.apiserver.server.auth.Attributes;
import dev.keelson.apiserver.server.auth.Caller;
import org.junit.jupiter.api.Test;

class EscalationCheckTest {
  private static final String GROUP = ".rbac.authorization.k8s.io";
  private static final Caller JOE = Caller.of("joe", "g", "system:authenticated");

  private static final FakeRbac OBJECTS =
      FakeRbac.of(
          """
          ClusterRole pods
            read core: pods
          ClusterRole secrets
            read core: secrets
          ClusterRole may-bind
            bind rbac.authorization.k8s.io: clusterroles named secrets
          ClusterRole may-escalate
            escalate rbac.authorization.k8s.io: roles
          ClusterRole all
            * *: *
            * path: *
          ClusterRoleBinding joe of ClusterRole pods to User:joe
          RoleBinding a/binder of ClusterRole may-bind to User:binder
          RoleBinding a/escalator of ClusterRole may-escalate to User:escalator
          ClusterRoleBinding admin of ClusterRole all to User:admin
          """);

  private static final RuleResolver RESOLVER = new RuleResolver(OBJECTS);
  private static final EscalationCheck CHECK =
      new EscalationCheck(RESOLVER, new RbacAuthorizer(RESOLVER));

  private static ApiObject object(String table) {
    return PolicyTable.read(table).getFirst();
  }

  private static Attributes create(Caller caller, String resource, String namespace) {
    return Asked.to(caller, "create", resource + GROUP, namespace);
  }

  private static String refusal(ApiObject object, Attributes request) {
    ApiFailure failure =
        catchThrowableOfType(ApiFailure.class, () -> CHECK.created(object, request));
    assertThat(failure).isNotNull();
    return failure.status().code() + " " + failure.status().message();
  }

  @Test
  void refusesRulesThatAreNotHeld() {
    ApiObject role = object("Role a/r2\n  get,list core,apps: deployments pods named x y\n");

    assertThat(refusal(role, create(JOE, "roles", "a")))
        .isEqualTo(
            """
            403 roles.rbac.authorization.k8s.io "r2" is forbidden: user "joe" \
            (groups=["g" "system:authenticated"]) is attempting to grant RBAC permissions not \
            currently held:
            {APIGroups:[""], Resources:["deployments"], ResourceNames:["x"], Verbs:["get" "list"]}
            {APIGroups:[""], Resources:["deployments"], ResourceNames:["y"], Verbs:["get" "list"]}
            {APIGroups:["apps"], Resources:["deployments"], ResourceNames:["x"], \
            Verbs:["get" "list"]}
            {APIGroups:["apps"], Resources:["deployments"], ResourceNames:["y"], \
            Verbs:["get" "list"]}
            {APIGroups:["apps"], Resources:["pods"], ResourceNames:["x"], Verbs:["get" "list"]}
            {APIGroups:["apps"], Resources:["pods"], ResourceNames:["y"], Verbs:["get" "list"]}""");
  }

  @Test
  void refusesPathsThatAreNotHeld() {
    assertThat(refusal(object("ClusterRole cc\n  get path: /x\n"), create(JOE, "clusterroles", "")))
        .endsWith("not currently held:\n{NonResourceURLs:[\"/x\"], Verbs:[\"get\"]}");
  }

  @Test
  void allowsRulesThatAreHeld() {
    assertThatCode(
            () -> CHECK.created(object("Role a/r\n  get core: pods\n"), create(JOE, "roles", "a")))
        .doesNotThrowAnyException();
  }

  @Test
  void allowsTheOneWhoMayEscalate() {
    ApiObject role = object("Role a/r\n  get core: secrets\n");

    assertThatCode(() -> CHECK.created(role, create(Caller.of("escalator"), "roles", "a")))
        .doesNotThrowAnyException();
    assertThat(refusal(role, create(Caller.of("escalator"), "roles", "b"))).startsWith("403");
  }

  @Test
  void refusesAggregationWithoutFullAuthority() {
    ApiObject role = object("ClusterRole cc gathers a=b\n");

    assertThat(refusal(role, create(JOE, "clusterroles", "")))
        .isEqualTo(
            "403 clusterroles.rbac.authorization.k8s.io \"cc\" is forbidden: must have"
                + " cluster-admin privileges to use the aggregationRule");
    assertThatCode(() -> CHECK.created(role, create(Caller.of("admin"), "clusterroles", "")))
        .doesNotThrowAnyException();
  }

  @Test
  void refusesToTakeAggregationAway() {
    ApiObject before = object("ClusterRole cc gathers a=b\n");

    ApiFailure failure =
        catchThrowableOfType(
            ApiFailure.class,
            () ->
                CHECK.updated(
                    before.without("aggregationRule"), before, create(JOE, "clusterroles", "")));

    assertThat(failure).hasMessageContaining("to use the aggregationRule");
  }

  @Test
  void refusesToBindWhatIsNotHeld() {
    ApiObject binding = object("RoleBinding a/b of ClusterRole secrets to User:x\n");

    assertThat(refusal(binding, create(JOE, "rolebindings", "a")))
        .startsWith("403 rolebindings.rbac.authorization.k8s.io \"b\" is forbidden: user \"joe\"");
  }

  @Test
  void allowsToBindWhatIsHeldOrWhatOneMayBind() {
    ApiObject held = object("RoleBinding a/b of ClusterRole pods to User:x\n");
    ApiObject bindable = object("RoleBinding a/b of ClusterRole secrets to User:x\n");

    assertThatCode(() -> CHECK.created(held, create(JOE, "rolebindings", "a")))
        .doesNotThrowAnyException();
    assertThatCode(() -> CHECK.created(bindable, create(Caller.of("binder"), "rolebindings", "a")))
        .doesNotThrowAnyException();
    assertThat(refusal(bindable, create(Caller.of("binder"), "clusterrolebindings", "")))
        .startsWith("403");
  }

  @Test
  void doesNotFindARoleThatIsNotThere() {
    ApiObject binding = object("RoleBinding a/b of ClusterRole nope to User:x\n");

    assertThat(refusal(binding, create(JOE, "rolebindings", "a")))
        .isEqualTo("404 rolebindings.rbac.authorization.k8s.io \"nope\" not found");
  }

  @Test
  void passesWhatTheGarbageCollectorChanges() {
    ApiObject before = object("Role a/r\n  get core: secrets\n");
    ApiObject collected =
        before.withMetadata(
            metadata -> metadata.with("finalizers", JsonArray.of(JsonString.of("f"))));

    assertThatCode(() -> CHECK.updated(collected, before, create(JOE, "roles", "a")))
        .doesNotThrowAnyException();
    assertThatCode(() -> CHECK.created(before, create(Caller.SERVER, "roles", "a")))
        .doesNotThrowAnyException();
  }
}
