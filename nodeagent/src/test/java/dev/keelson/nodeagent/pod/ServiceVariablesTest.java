package dev.keelson.nodeagent.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.nodeagent.spec.PodView;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceVariablesTest {
  private static final Instant STARTED = Instant.parse("2030-01-01T00:00:10Z");
  private final StillPlace place = new StillPlace();

  ServiceVariablesTest() {
    place.services.add(service("default", "kubernetes", "10.96.0.1", "{name: https, port: 443}"));
    place.services.add(
        service(
            "shop",
            "web-front",
            "10.96.0.7",
            "{name: http, port: 80}, {name: dns-udp, port: 53, protocol: UDP}"));
    place.services.add(service("shop", "headless", "None", "{port: 5432}"));
    place.services.add(service("other", "elsewhere", "10.96.0.8", "{port: 80}"));
  }

  private static ApiObject service(String namespace, String name, String ip, String ports) {
    return InMemoryCluster.object(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: %s, namespace: %s, creationTimestamp: "2030-01-01T00:00:05Z"}
        spec: {clusterIP: %s, ports: [%s]}
        """
            .formatted(name, namespace, ip, ports));
  }

  private Map<String, String> variables(String links, Instant startedAt) {
    PodView pod =
        new PodView(
            InMemoryCluster.object(
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: p, namespace: shop}
                spec:
                  %s
                  containers:
                  - name: c
                    image: i
                    env:
                    - {name: WEB_FRONT_SERVICE_PORT, value: "1"}
                    - {name: URL, value: "http://$(WEB_FRONT_SERVICE_HOST)"}
                """
                    .formatted(links)));
    return Environment.of(place, pod, pod.allContainers().getFirst(), "", "", startedAt);
  }

  @Test
  void tellOfTheServicesOfTheNamespaceAndOfTheApi() {
    assertThat(variables("enableServiceLinks: true", STARTED))
        .containsEntry("KUBERNETES_SERVICE_HOST", "10.96.0.1")
        .containsEntry("KUBERNETES_SERVICE_PORT", "443")
        .containsEntry("KUBERNETES_SERVICE_PORT_HTTPS", "443")
        .containsEntry("KUBERNETES_PORT", "tcp://10.96.0.1:443")
        .containsEntry("KUBERNETES_PORT_443_TCP", "tcp://10.96.0.1:443")
        .containsEntry("KUBERNETES_PORT_443_TCP_PROTO", "tcp")
        .containsEntry("KUBERNETES_PORT_443_TCP_PORT", "443")
        .containsEntry("KUBERNETES_PORT_443_TCP_ADDR", "10.96.0.1")
        .containsEntry("WEB_FRONT_SERVICE_HOST", "10.96.0.7")
        .containsEntry("WEB_FRONT_SERVICE_PORT_DNS_UDP", "53")
        .containsEntry("WEB_FRONT_PORT_53_UDP", "udp://10.96.0.7:53")
        .doesNotContainKeys("HEADLESS_SERVICE_HOST", "ELSEWHERE_SERVICE_HOST");
  }

  @Test
  void giveWayToTheContainersOwnAndCanBeNamedThere() {
    assertThat(variables("enableServiceLinks: true", STARTED))
        .containsEntry("WEB_FRONT_SERVICE_PORT", "1")
        .containsEntry("URL", "http://10.96.0.7");
  }

  @Test
  void tellOfTheApiAloneWhereLinksAreNotWanted() {
    assertThat(variables("enableServiceLinks: false", STARTED))
        .containsEntry("KUBERNETES_SERVICE_HOST", "10.96.0.1")
        .doesNotContainKey("WEB_FRONT_SERVICE_HOST");
  }

  @Test
  void tellNothingOfAServiceThatCameAfterTheContainer() {
    assertThat(variables("enableServiceLinks: true", STARTED.minusSeconds(6)))
        .doesNotContainKey("WEB_FRONT_SERVICE_HOST");
  }
}
