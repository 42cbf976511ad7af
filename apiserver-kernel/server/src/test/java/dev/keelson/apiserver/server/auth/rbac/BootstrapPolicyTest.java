package dev.keelson.apiserver.server.auth.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BootstrapPolicyTest {
  private static ApiObject find(String kind, String name) {
    return BootstrapPolicy.objects().stream()
        .filter(each -> each.kind().kind().equals(kind) && each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void hasAsManyObjectsAsUpstream() {
    Map<String, Long> counts =
        BootstrapPolicy.objects().stream()
            .collect(Collectors.groupingBy(each -> each.kind().kind(), Collectors.counting()));

    assertThat(counts)
        .containsEntry("ClusterRole", 69L)
        .containsEntry("ClusterRoleBinding", 50L)
        .containsEntry("Role", 7L)
        .containsEntry("RoleBinding", 7L);
  }

  @Test
  void marksEveryObjectAsADefault() {
    assertThat(BootstrapPolicy.objects())
        .allSatisfy(
            each -> {
              assertThat(each.kind())
                  .isEqualTo(
                      new GroupVersionKind("rbac.authorization.k8s.io", "v1", each.kind().kind()));
              assertThat(each.labels())
                  .containsEntry("kubernetes.io/bootstrapping", "rbac-defaults");
              assertThat(each.annotations())
                  .isEqualTo(Map.of("rbac.authorization.kubernetes.io/autoupdate", "true"));
            });
  }

  @Test
  void readsRulesOfResourcesAndOfPaths() {
    assertThat(PolicyRule.of(find("ClusterRole", "cluster-admin")))
        .containsExactly(
            PolicyRule.ofResources(List.of("*"), List.of("*"), List.of("*")),
            PolicyRule.ofPaths(List.of("*"), List.of("*")));
  }

  @Test
  void readsNamesOfResources() {
    assertThat(PolicyRule.of(find("Role", "extension-apiserver-authentication-reader")))
        .containsExactly(
            PolicyRule.ofResources(
                    List.of("get", "list", "watch"), List.of(""), List.of("configmaps"))
                .named(List.of("extension-apiserver-authentication")));
  }

  @Test
  void gathersAdminEditAndView() {
    assertThat(find("ClusterRole", "edit").tree().objectAt("aggregationRule").toJson())
        .isEqualTo(
            "{\"clusterRoleSelectors\":[{\"matchLabels\":"
                + "{\"rbac.authorization.k8s.io/aggregate-to-edit\":\"true\"}}]}");
    assertThat(find("ClusterRole", "edit").labels())
        .containsEntry("rbac.authorization.k8s.io/aggregate-to-admin", "true");
  }

  @Test
  void bindsTheNodeRoleToNobody() {
    assertThat(find("ClusterRoleBinding", "system:node").tree().has("subjects")).isFalse();
  }

  @Test
  void bindsARoleOfAnotherName() {
    ApiObject binding = find("RoleBinding", "system::extension-apiserver-authentication-reader");

    assertThat(binding.namespace()).isEqualTo("kube-system");
    assertThat(RoleRef.of(binding).name()).isEqualTo("extension-apiserver-authentication-reader");
    assertThat(binding.tree().array("subjects").size()).isEqualTo(2);
  }
}
