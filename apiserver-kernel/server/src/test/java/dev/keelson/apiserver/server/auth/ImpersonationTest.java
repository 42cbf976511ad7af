package dev.keelson.apiserver.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.server.Headers;
import dev.keelson.apiserver.server.auth.rbac.FakeRbac;
import dev.keelson.apiserver.server.auth.rbac.RbacAuthorizer;
import dev.keelson.apiserver.server.auth.rbac.RuleResolver;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ImpersonationTest {
  private static final Caller JOE = Caller.of("joe", "system:authenticated");
  private static final Caller ADMIN = Caller.of("admin", "system:masters");
  private static final String AGENT = "system:serviceaccount:kube-system:agent";

  private static final Impersonation IMPERSONATION =
      new Impersonation(
          AuthorizerChain.of(
              PrivilegedGroup.INSTANCE,
              new RbacAuthorizer(
                  new RuleResolver(
                      FakeRbac.of(
                          """
                          ClusterRole all
                            impersonate core: users groups serviceaccounts
                            impersonate authentication.k8s.io: uids userextras/scopes
                          ClusterRoleBinding all to User:old
                          ClusterRole limited
                            impersonate:user-info authentication.k8s.io: users named ann
                            impersonate-on:user-info:list core: pods
                          ClusterRoleBinding limited to User:new
                          ClusterRole agent
                            impersonate:associated-node authentication.k8s.io: nodes
                            impersonate-on:associated-node:get core: pods
                          ClusterRoleBinding agent to kube-system/agent
                          ClusterRole accounts
                            impersonate core: serviceaccounts
                          RoleBinding ns1/accounts of ClusterRole accounts to User:joe
                          """)))));

  private static Headers headers(String... pairs) {
    Headers headers = Headers.NONE;
    for (int i = 0; i < pairs.length; i += 2) {
      headers = headers.with(pairs[i], pairs[i + 1]);
    }
    return headers;
  }

  private static Caller as(Caller caller, String verb, Headers headers) {
    return IMPERSONATION.caller(headers, Asked.to(caller, verb, "pods", "default"));
  }

  private static String refusal(Caller caller, Headers headers) {
    ApiFailure failure = catchThrowableOfType(ApiFailure.class, () -> as(caller, "list", headers));
    assertThat(failure).isNotNull();
    return failure.status().code() + " " + failure.status().message();
  }

  @Test
  void leavesTheCallerWithoutHeaders() {
    assertThat(as(JOE, "list", Headers.NONE)).isEqualTo(JOE);
  }

  @Test
  void takesNameGroupsUidAndExtra() {
    Headers headers =
        new Headers(
            Map.of(
                "Impersonate-User", List.of("ann"),
                "Impersonate-Group", List.of("g1", "g2"),
                "Impersonate-Uid", List.of("u"),
                "Impersonate-Extra-Scopes", List.of("a", "b")));

    assertThat(as(Caller.of("old"), "list", headers))
        .isEqualTo(
            new Caller(
                "ann",
                "u",
                List.of("g1", "g2", "system:authenticated"),
                Map.of("scopes", List.of("a", "b"))));
  }

  @Test
  void givesAServiceAccountItsGroups() {
    assertThat(as(ADMIN, "list", headers("Impersonate-User", AGENT)).groups())
        .containsExactly(
            "system:serviceaccounts", "system:serviceaccounts:kube-system", "system:authenticated");
  }

  @Test
  void givesNobodyTheGroupOfNobody() {
    assertThat(as(ADMIN, "list", headers("Impersonate-User", "system:anonymous")).groups())
        .containsExactly("system:unauthenticated");
    assertThat(
            as(
                    ADMIN,
                    "list",
                    headers("Impersonate-User", "x", "Impersonate-Group", "system:unauthenticated"))
                .groups())
        .containsExactly("system:unauthenticated");
  }

  @Test
  void mastersMayBecomeMasters() {
    assertThat(
            as(
                    ADMIN,
                    "list",
                    headers("Impersonate-User", "x", "Impersonate-Group", "system:masters"))
                .isIn("system:masters"))
        .isTrue();
  }

  @Test
  void asksInTheNamespaceOfTheServiceAccount() {
    assertThat(as(JOE, "list", headers("Impersonate-User", "system:serviceaccount:ns1:x")).name())
        .isEqualTo("system:serviceaccount:ns1:x");
    assertThat(refusal(JOE, headers("Impersonate-User", "system:serviceaccount:ns2:x")))
        .isEqualTo(
            "403 pods is forbidden: User \"joe\" cannot impersonate-on:serviceaccount:list"
                + " resource \"pods\" in API group \"\" in the namespace \"default\"");
  }

  @Test
  void constrainsToVerbs() {
    Headers ann = headers("Impersonate-User", "ann");

    assertThat(as(Caller.of("new"), "list", ann).name()).isEqualTo("ann");
    assertThat(
            catchThrowableOfType(ApiFailure.class, () -> as(Caller.of("new"), "get", ann))
                .status()
                .code())
        .isEqualTo(403);
    assertThat(refusal(Caller.of("new"), headers("Impersonate-User", "bob")))
        .isEqualTo(
            "403 users.authentication.k8s.io \"bob\" is forbidden: User \"new\" cannot"
                + " impersonate:user-info resource \"users\" in API group \"authentication.k8s.io\""
                + " at the cluster scope");
  }

  @Test
  void letsAnAgentBeItsNode() {
    Caller agent =
        new Caller(
            AGENT, "", List.of(), Map.of("authentication.kubernetes.io/node-name", List.of("n1")));

    assertThat(as(agent, "get", headers("Impersonate-User", "system:node:n1")).groups())
        .containsExactly("system:nodes", "system:authenticated");
    assertThat(
            catchThrowableOfType(
                ApiFailure.class,
                () -> as(agent, "get", headers("Impersonate-User", "system:node:n2"))))
        .isNotNull();
  }

  @Test
  void tellsWhatWasRefused() {
    assertThat(refusal(JOE, headers("Impersonate-User", "bob")))
        .isEqualTo(
            "403 pods is forbidden: User \"joe\" cannot impersonate-on:user-info:list resource"
                + " \"pods\" in API group \"\" in the namespace \"default\"");
  }

  @Test
  void refusesGroupsWithoutAUser() {
    assertThat(refusal(ADMIN, headers("Impersonate-Group", "x")))
        .isEqualTo(
            "400 requested &user.DefaultInfo{Name:\"\", UID:\"\", Groups:[]string{\"x\"},"
                + " Extra:map[string][]string(nil)} without impersonating a user name");
  }

  @Test
  void decodesNamesOfExtras() {
    Caller caller =
        as(
            ADMIN,
            "list",
            headers("Impersonate-User", "ann", "Impersonate-Extra-Acme.com%2fProject", "p"));

    assertThat(caller.extra()).isEqualTo(Map.of("acme.com/project", List.of("p")));
  }
}
