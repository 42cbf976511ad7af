package dev.keelson.junit.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.junit.KeelsonCluster;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The operator against a whole cluster: real controllers, real scheduling, pretend containers. */
@KeelsonCluster(nodes = 2)
@Timeout(120)
class SiteOperatorTest {
  private SiteOperator operator;

  @BeforeEach
  void start(ApiClient client) throws InterruptedException {
    operator = SiteOperator.start(client);
  }

  @AfterEach
  void stop() {
    operator.close();
  }

  private static void createSite(KubernetesClient client, String replicas) {
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("shop")
                .withLabels(Map.of(SiteOperator.LABEL, "site"))
                .endMetadata()
                .withData(Map.of("image", "nginx:1.29", "replicas", replicas))
                .build())
        .create();
  }

  @Test
  void aSiteComesUp(KubernetesClient client) {
    createSite(client, "3");
    var deployment =
        client
            .apps()
            .deployments()
            .inNamespace("default")
            .withName("shop")
            .waitUntilCondition(
                each ->
                    each != null
                        && each.getStatus() != null
                        && Integer.valueOf(3).equals(each.getStatus().getAvailableReplicas()),
                60,
                TimeUnit.SECONDS);
    assertThat(deployment.getSpec().getTemplate().getSpec().getContainers().getFirst().getImage())
        .isEqualTo("nginx:1.29");
    assertThat(client.services().inNamespace("default").withName("shop").get()).isNotNull();
    assertThat(client.pods().inNamespace("default").withLabel("site", "shop").list().getItems())
        .hasSize(3)
        .allMatch(pod -> pod.getStatus().getPhase().equals("Running"));
  }

  @Test
  void whatBelongsToASiteGoesWithIt(KubernetesClient client) {
    createSite(client, "1");
    var deployments = client.apps().deployments().inNamespace("default");
    deployments
        .withName("shop")
        .waitUntilCondition(each -> each != null && each.getStatus() != null, 60, TimeUnit.SECONDS);
    client.configMaps().inNamespace("default").withName("shop").delete();
    deployments.withName("shop").waitUntilCondition(each -> each == null, 60, TimeUnit.SECONDS);
    client
        .services()
        .inNamespace("default")
        .withName("shop")
        .waitUntilCondition(each -> each == null, 60, TimeUnit.SECONDS);
  }
}
