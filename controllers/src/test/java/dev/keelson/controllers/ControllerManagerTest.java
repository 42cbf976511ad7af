package dev.keelson.controllers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.replication.ReplicationControllers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ControllerManagerTest {
  private static final ControllerKind ON = ControllerKind.of("on-controller", _ -> idle());
  private static final ControllerKind OFF = ControllerKind.onDemand("off-controller", _ -> idle());

  private static Controller idle() {
    return () -> {};
  }

  @Test
  void the_first_item_that_concerns_a_controller_counts() {
    assertThat(selected("*")).containsExactly("on-controller");
    assertThat(selected("*,off-controller")).containsExactly("on-controller", "off-controller");
    assertThat(selected("*,-on-controller")).isEmpty();
    assertThat(selected("-on-controller,on-controller")).isEmpty();
    assertThat(selected("off-controller")).containsExactly("off-controller");
    assertThat(selected("")).isEmpty();
  }

  @Test
  void names_of_old_are_understood_and_unknown_ones_refused() {
    assertThat(ControllerSelection.parse("replicaset,-podgc").items())
        .containsExactly("replicaset-controller", "-pod-garbage-collector-controller");
    assertThat(ControllerSelection.parse("*,-nothing").problems(List.of(ON)))
        .containsExactly("\"nothing\" is not in the list of known controllers");
  }

  @Test
  void once_closed_nothing_is_written_and_another_may_be_started() {
    List<ApiClient> clients = new ArrayList<>();
    ControllerKind spy =
        ControllerKind.of(
            "spy-controller",
            context -> {
              clients.add(context.client());
              return idle();
            });
    try (InMemoryCluster cluster = InMemoryCluster.open()) {
      ApiClient client = cluster.client("kcm/v1");
      ObjectName space = new ObjectName("", "default");
      for (int i = 0; i < 2; i++) {
        ControllerManager manager =
            ControllerManager.start(
                client, ManagerOptions.of(List.of(spy, ReplicationControllers.REPLICA_SET)));
        assertThat(manager.running()).containsExactly("spy-controller", "replicaset-controller");
        assertThat(clients.get(i).options().headers())
            .containsEntry("user-agent", "kcm/v1/spy-controller");
        clients.get(i).resource("v1", "namespaces").get(space);
        manager.close();
        ApiClient closed = clients.get(i);
        assertThatThrownBy(() -> closed.resource("v1", "namespaces").get(space))
            .isInstanceOf(ApiFailure.class);
      }
    }
  }

  @Test
  void one_that_does_not_start_is_told_and_the_others_run() {
    ControllerKind broken =
        ControllerKind.of(
            "broken-controller",
            _ -> {
              throw new IllegalStateException("no key");
            });
    try (InMemoryCluster cluster = InMemoryCluster.open();
        ControllerManager manager =
            ControllerManager.start(
                cluster.client("kcm"), ManagerOptions.of(List.of(broken, ON)))) {
      assertThat(manager.health())
          .containsEntry("broken-controller", "does not start: no key")
          .containsEntry("on-controller", "");
    }
  }

  private static List<String> selected(String flag) {
    ControllerSelection selection = ControllerSelection.parse(flag);
    return List.of(ON, OFF).stream().filter(selection::includes).map(ControllerKind::name).toList();
  }
}
