package dev.keelson.apiserver.server.auth.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.server.auth.Asked;
import dev.keelson.apiserver.server.auth.Attributes;
import dev.keelson.apiserver.server.auth.Authorizer.Decision;
import dev.keelson.apiserver.server.auth.Authorizer.Verdict;
import dev.keelson.apiserver.server.auth.AuthorizerChain;
import dev.keelson.apiserver.server.auth.Caller;
import dev.keelson.apiserver.server.auth.PrivilegedGroup;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RbacAuthorizerTest {
  private static final String TABLE =
      """
      ClusterRole reader
        read core: pods
      ClusterRole everything
        * *: *
        * path: *
      Role ns1/writer
        write core: configmaps
      ClusterRoleBinding readers of ClusterRole reader to Group:readers
      ClusterRoleBinding root of ClusterRole everything to User:root
      ClusterRoleBinding bot of ClusterRole reader to ns2/bot
      RoleBinding ns1/ann of Role writer to User:ann
      RoleBinding ns1/reading of ClusterRole reader to User:bob ns1/builder
      """;

  private static Decision decide(FakeRbac objects, Attributes attributes) {
    return new RbacAuthorizer(new RuleResolver(objects)).decide(attributes);
  }

  @ParameterizedTest
  @CsvSource({
    // name, group, verb, resource, namespace, verdict
    "cid, readers, get, pods, ns1, ALLOW",
    "cid, readers, get, pods, '', ALLOW",
    "cid, readers, get, secrets, ns1, NO_OPINION",
    "cid, others, get, pods, ns1, NO_OPINION",
    "readers, others, get, pods, ns1, NO_OPINION",
    "root, others, escalate, clusterroles.rbac.authorization.k8s.io, '', ALLOW",
    "ann, others, create, configmaps, ns1, ALLOW",
    "ann, others, create, configmaps, ns2, NO_OPINION",
    "ann, others, create, configmaps, '', NO_OPINION",
    "bob, others, list, pods, ns1, ALLOW",
    "bob, others, list, pods, ns2, NO_OPINION",
    "bob, others, list, pods, '', NO_OPINION",
    "system:serviceaccount:ns1:builder, others, list, pods, ns1, ALLOW",
    "system:serviceaccount:ns2:builder, others, list, pods, ns1, NO_OPINION",
    "system:serviceaccount:ns2:bot, others, list, pods, ns3, ALLOW",
  })
  void allowsWhatIsBound(
      String name, String group, String verb, String what, String namespace, Verdict verdict) {
    Attributes attributes = Asked.to(Caller.of(name, group), verb, what, namespace);

    assertThat(decide(FakeRbac.of(TABLE), attributes).verdict()).isEqualTo(verdict);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cid | ns1 | RBAC: allowed by ClusterRoleBinding \"readers\" of ClusterRole \"reader\" to"
            + " Group \"readers\"",
        "bob | ns1 | RBAC: allowed by RoleBinding \"reading/ns1\" of ClusterRole \"reader\" to"
            + " User \"bob\"",
        "system:serviceaccount:ns1:builder | ns1 | RBAC: allowed by RoleBinding \"reading/ns1\" of"
            + " ClusterRole \"reader\" to ServiceAccount \"builder/ns1\"",
        "system:serviceaccount:ns2:bot | ns1 | RBAC: allowed by ClusterRoleBinding \"bot\" of"
            + " ClusterRole \"reader\" to ServiceAccount \"bot/ns2\"",
      })
  void saysWhy(String name, String namespace, String reason) {
    Caller caller = name.equals("cid") ? Caller.of(name, "readers") : Caller.of(name);

    assertThat(decide(FakeRbac.of(TABLE), Asked.to(caller, "get", "pods", namespace)).reason())
        .isEqualTo(reason);
  }

  @Test
  void namesRolesThatAreMissing() {
    FakeRbac objects =
        FakeRbac.of(
            """
            ClusterRoleBinding one of ClusterRole gone to User:ann
            RoleBinding ns1/two of Role away to User:ann
            RoleBinding ns1/three of Role away to User:ann
            """);

    assertThat(decide(objects, Asked.to(Caller.of("ann"), "get", "pods", "")))
        .isEqualTo(
            new Decision(
                Verdict.NO_OPINION,
                "RBAC: clusterrole.rbac.authorization.k8s.io \"gone\" not found"));
    assertThat(decide(objects, Asked.to(Caller.of("ann"), "get", "pods", "ns1")).reason())
        .isEqualTo(
            "RBAC: [clusterrole.rbac.authorization.k8s.io \"gone\" not found,"
                + " role.rbac.authorization.k8s.io \"away\" not found]");
  }

  @Test
  void seesWhatChanges() {
    FakeRbac objects = FakeRbac.of(TABLE);
    RbacAuthorizer authorizer = new RbacAuthorizer(new RuleResolver(objects));
    Attributes attributes = Asked.to(Caller.of("dan"), "get", "pods", "ns1");
    assertThat(authorizer.decide(attributes).isAllowed()).isFalse();

    objects.add("RoleBinding ns1/dan of ClusterRole reader to User:dan\n");
    assertThat(authorizer.decide(attributes).isAllowed()).isTrue();

    objects.remove("ClusterRole", "reader");
    assertThat(authorizer.decide(attributes).isAllowed()).isFalse();

    objects.add("ClusterRole reader\n  list core: pods\n");
    assertThat(authorizer.decide(attributes).isAllowed()).isFalse();

    objects.add("RoleBinding ns1/dan2 of Role dan to User:dan\nRole ns1/dan\n  get core: pods\n");
    assertThat(authorizer.decide(attributes).isAllowed()).isTrue();
  }

  @Test
  void collectsRulesOfABindingOnce() {
    FakeRbac objects =
        FakeRbac.of(
            """
            ClusterRole reader
              read core: pods
            ClusterRoleBinding twice of ClusterRole reader to User:ann Group:readers
            """);

    RuleResolver.Resolved resolved =
        new RuleResolver(objects).rules(Caller.of("ann", "readers"), "");

    assertThat(resolved.rules())
        .containsExactly(
            PolicyRule.ofResources(List.of("get", "list", "watch"), List.of(""), List.of("pods")));
  }

  @ParameterizedTest
  @CsvSource({
    "system:kube-scheduler, system:authenticated, create, pods/binding, default, true",
    "system:kube-scheduler, system:authenticated, get, secrets, default, false",
    "system:serviceaccount:kube-system:deployment-controller, system:serviceaccounts, create,"
        + " replicasets.apps, x, true",
    "system:serviceaccount:kube-system:deployment-controller, system:serviceaccounts, delete,"
        + " nodes, '', false",
    "ann, system:authenticated, create, selfsubjectaccessreviews.authorization.k8s.io, '', true",
    "ann, system:authenticated, list, pods, default, false",
    "system:node:n1, system:nodes, get, nodes, '', false",
  })
  void bootstrapPolicyDecides(
      String name, String group, String verb, String what, String namespace, boolean allowed) {
    Attributes attributes = Asked.to(Caller.of(name, group), verb, what, namespace);

    assertThat(decide(FakeRbac.bootstrapped(), attributes).isAllowed()).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({
    "system:unauthenticated, get, /version, true",
    "system:unauthenticated, get, /healthz, true",
    "system:unauthenticated, get, /api, false",
    "system:authenticated, get, /api, true",
    "system:authenticated, get, /openapi/v3/apis/apps/v1, true",
    "system:authenticated, post, /api, false",
    "system:authenticated, get, /metrics, false",
    "system:monitoring, get, /metrics, true",
    "system:serviceaccounts, get, /openid/v1/jwks, true",
  })
  void bootstrapPolicyDecidesPaths(String group, String verb, String path, boolean allowed) {
    Attributes attributes = Attributes.ofPath(Caller.of("x", group), verb, path);

    assertThat(decide(FakeRbac.bootstrapped(), attributes).isAllowed()).isEqualTo(allowed);
  }

  @Test
  void mastersNeedNoRole() {
    AuthorizerChain chain =
        AuthorizerChain.of(
            PrivilegedGroup.INSTANCE, new RbacAuthorizer(new RuleResolver(FakeRbac.of(""))));

    assertThat(chain.decide(Asked.to(Caller.SERVER, "delete", "nodes", "")).isAllowed()).isTrue();
    assertThat(chain.decide(Asked.to(Caller.of("ann"), "delete", "nodes", "")).verdict())
        .isEqualTo(Verdict.NO_OPINION);
  }
}
