package dev.keelson.apiserver.server.auth.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.server.auth.Asked;
import dev.keelson.apiserver.server.auth.Attributes;
import dev.keelson.apiserver.server.auth.Caller;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyRuleTest {
  private static final Caller ANN = Caller.of("ann");

  private static PolicyRule rule(String verbs, String groups, String resources) {
    return PolicyRule.ofResources(list(verbs), list(groups), list(resources));
  }

  private static List<String> list(String words) {
    return List.of(words.split(" ", -1));
  }

  @ParameterizedTest
  @CsvSource({
    // verbs, groups, resources, verb, asked, allowed
    "get, '', pods, get, pods, true",
    "get, '', pods, list, pods, false",
    "get, '', pods, get, pods/log, false",
    "get, '', pods/log, get, pods/log, true",
    "get, '', pods/log, get, pods, false",
    "get, '', pods, get, pods.apps, false",
    "*, '', pods, delete, pods, true",
    "get, *, pods, get, pods.apps, true",
    "get, '', *, get, pods/log, true",
    "get, '', *, get, secrets, true",
    "get, apps, */scale, get, deployments.apps/scale, true",
    "get, apps, */scale, get, deployments.apps, false",
    "get, apps, */scale, get, deployments.apps/status, false",
    "get, apps, */*, get, deployments.apps/scale, false",
    "get, apps, */cale, get, deployments.apps/scale, false",
    "get, apps, deployments/*, get, deployments.apps/scale, false",
    "get, apps, xs/scale, get, s.apps/scale, false",
    "get, apps, statefulsets deployments/scale, get, deployments.apps/scale, true",
    "get list, '' apps, pods deployments, list, deployments.apps, true",
  })
  void comparesResources(
      String verbs, String groups, String resources, String verb, String asked, boolean allowed) {
    Attributes attributes = Asked.to(ANN, verb, asked, "default");

    assertThat(rule(verbs, groups, resources).allows(attributes)).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({
    "a, a, true",
    "a, b, false",
    "a, '', false",
    "'', '', true",
    "a b, b, true",
  })
  void comparesNames(String names, String name, boolean allowed) {
    PolicyRule rule = rule("*", "*", "*").named(list(names));

    assertThat(rule.allows(Asked.to(ANN, "get", "pods", "default", name))).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({
    "/healthz, /healthz, true",
    "/healthz, /healthz/etcd, false",
    "/healthz/*, /healthz/etcd, true",
    "/healthz/*, /healthz, false",
    "/api*, /apis/apps, true",
    "*, /anything, true",
    "/a/*/b, /a/x/b, false",
    "/a/**, /a/x, true",
  })
  void comparesPaths(String paths, String path, boolean allowed) {
    PolicyRule rule = PolicyRule.ofPaths(List.of("get"), list(paths));

    assertThat(rule.allows(Attributes.ofPath(ANN, "get", path))).isEqualTo(allowed);
    assertThat(rule.allows(Attributes.ofPath(ANN, "put", path))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    // held, wanted, covered
    "pods, pods, true",
    "*, pods/log, true",
    "*/log, pods/log, true",
    "*/log, pods, false",
    "pods, pods/log, false",
    "pods/log, pods/log, true",
    "pods services, pods services, true",
  })
  void coversResources(String held, String wanted, boolean covered) {
    List<PolicyRule> missing =
        RuleCover.missing(List.of(rule("get", "", held)), List.of(rule("get", "", wanted)));

    assertThat(missing.isEmpty()).isEqualTo(covered);
  }
}
