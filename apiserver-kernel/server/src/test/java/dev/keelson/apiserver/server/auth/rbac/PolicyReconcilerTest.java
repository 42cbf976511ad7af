package dev.keelson.apiserver.server.auth.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.auth.rbac.PolicyReconciler.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PolicyReconcilerTest {
  private static ApiObject object(String table) {
    return PolicyTable.read(table).getFirst();
  }

  private static Optional<Write> plan(ApiObject live, ApiObject wanted) {
    return PolicyReconciler.plan(live, wanted);
  }

  private static ApiObject updated(ApiObject live, ApiObject wanted) {
    return ((Write.Update) plan(live, wanted).orElseThrow()).object();
  }

  @Test
  void leavesEveryDefaultAsItIs() {
    assertThat(BootstrapPolicy.objects())
        .allSatisfy(each -> assertThat(plan(each, each)).isEmpty());
  }

  @Test
  void addsRulesAndKeepsOthers() {
    ApiObject live = object("ClusterRole a\n  get core: pods\n  get core: mine\n");

    assertThat(PolicyRule.of(updated(live, object("ClusterRole a\n  get,list core: pods\n"))))
        .containsExactlyElementsOf(
            PolicyRule.of(
                object("ClusterRole a\n  get core: pods\n  get core: mine\n  list core: pods\n")));
  }

  @Test
  void isContentWithMoreThanWanted() {
    assertThat(
            plan(object("ClusterRole a\n  * *: *\n"), object("ClusterRole a\n  get core: pods\n")))
        .isEmpty();
  }

  @Test
  void respectsWhoWantsToBeLeftAlone() {
    ApiObject live =
        object("ClusterRole a\n")
            .withMetadata(
                metadata ->
                    metadata.with(
                        "annotations",
                        JsonObject.ofText(
                            Map.of("rbac.authorization.kubernetes.io/autoupdate", "false"))));

    assertThat(plan(live, object("ClusterRole a\n  get core: pods\n"))).isEmpty();
  }

  @Test
  void addsLabelsAndKeepsTheValuesThereAre() {
    ApiObject live =
        object("ClusterRole a label mine=1\n")
            .withMetadata(metadata -> metadata.with("labels", JsonObject.ofText(Map.of("k", "2"))));

    assertThat(updated(live, object("ClusterRole a label k=1\n")).labels())
        .isEqualTo(Map.of("k", "2", "kubernetes.io/bootstrapping", "rbac-defaults"));
  }

  @Test
  void addsSubjects() {
    ApiObject live = object("ClusterRoleBinding a to User:x User:mine\n");

    ApiObject after = updated(live, object("ClusterRoleBinding a to User:x Group:y\n"));

    assertThat(after).isEqualTo(object("ClusterRoleBinding a to User:x User:mine Group:y\n"));
  }

  @Test
  void replacesABindingOfAnotherRole() {
    ApiObject live = object("ClusterRoleBinding a of ClusterRole b to User:x\n");
    ApiObject wanted = object("ClusterRoleBinding a to User:x\n");

    assertThat(plan(live, wanted)).contains(new Write.Replace(live, wanted));
  }

  @Test
  void turnsAnAggregatedRoleBackIntoAPlainOne() {
    ApiObject after =
        updated(object("ClusterRole a gathers x=y\n"), object("ClusterRole a\n  get core: pods\n"));

    assertThat(after.tree().has("aggregationRule")).isFalse();
    assertThat(PolicyRule.of(after)).hasSize(1);
  }

  @Test
  void gathersRulesOfSelectedRoles() {
    ApiObject role = object("ClusterRole all gathers x=1 gathers y=1\n");
    ApiObject after =
        RoleAggregation.aggregated(
                role,
                PolicyTable.read(
                    """
                    ClusterRole all label x=1
                      get core: own
                    ClusterRole c label y=1 label x=1
                      get core: c
                    ClusterRole b label x=1
                      get core: b
                      get core: c
                    ClusterRole a label x=2
                      get core: a
                    """))
            .orElseThrow();

    assertThat(PolicyRule.of(after))
        .containsExactlyElementsOf(
            PolicyRule.of(object("ClusterRole x\n  get core: b\n  get core: c\n")));
    assertThat(RoleAggregation.aggregated(after, List.of(after))).isNotEmpty();
  }

  @Test
  void gathersAdminFromEditOnceEditIsGathered() {
    List<ApiObject> roles = new ArrayList<>(BootstrapPolicy.objects());
    for (String name : List.of("view", "edit", "admin")) {
      ApiObject role =
          roles.stream()
              .filter(each -> each.kind().kind().equals("ClusterRole") && each.name().equals(name))
              .findFirst()
              .orElseThrow();
      ApiObject gathered = RoleAggregation.aggregated(role, roles).orElseThrow();
      roles.set(roles.indexOf(role), gathered);
      assertThat(RoleAggregation.aggregated(gathered, roles)).isEmpty();
    }
  }
}
