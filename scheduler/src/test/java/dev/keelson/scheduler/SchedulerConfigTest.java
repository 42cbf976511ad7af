package dev.keelson.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.scheduler.config.BadConfig;
import dev.keelson.scheduler.config.ExtensionPoint;
import dev.keelson.scheduler.config.PluginSet;
import dev.keelson.scheduler.config.ProfileConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SchedulerConfigTest {
  private static final String HEAD =
      """
      apiVersion: kubescheduler.config.k8s.io/v1
      kind: KubeSchedulerConfiguration
      """;

  @Test
  void nothingSaidMeansUpstreamsDefaults() {
    SchedulerConfig config = SchedulerConfig.parse(HEAD);

    assertThat(config.parallelism()).isEqualTo(16);
    assertThat(config.percentageOfNodesToScore()).isZero();
    assertThat(config.initialBackoff()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.maxBackoff()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.leaderElection().leaderElect()).isTrue();
    assertThat(config.leaderElection().name()).isEqualTo("kube-scheduler");
    assertThat(config.leaderElection().namespace()).isEqualTo("kube-system");
    assertThat(config.clientConnection().qps()).isEqualTo(50);
    ProfileConfig profile = config.profiles().getFirst();
    assertThat(profile.schedulerName()).isEqualTo("default-scheduler");
    assertThat(profile.multiPoint().enabled())
        .contains(new PluginSet.Choice("TaintToleration", 3))
        .startsWith(new PluginSet.Choice("SchedulingGates", 0));
  }

  @Test
  void whatIsSaidIsRead() {
    SchedulerConfig config =
        SchedulerConfig.parse(
            HEAD
                + """
                podInitialBackoffSeconds: 2
                podMaxBackoffSeconds: 20
                percentageOfNodesToScore: 30
                leaderElection:
                  leaderElect: false
                  leaseDuration: 1m30s
                clientConnection:
                  kubeconfig: /etc/scheduler.conf
                  qps: 100
                profiles:
                - schedulerName: mine
                  percentageOfNodesToScore: 100
                  plugins:
                    score:
                      disabled:
                      - name: "*"
                      enabled:
                      - name: NodeResourcesFit
                        weight: 5
                    multiPoint:
                      enabled:
                      - name: ImageLocality
                        weight: 7
                      disabled:
                      - name: NodePorts
                  pluginConfig:
                  - name: NodeResourcesFit
                    args:
                      scoringStrategy:
                        type: MostAllocated
                extenders:
                - urlPrefix: http://127.0.0.1:1/x
                  filterVerb: filter
                  httpTimeout: 500ms
                """);

    assertThat(config.initialBackoff()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.percentageOfNodesToScore()).isEqualTo(30);
    assertThat(config.leaderElection().leaseDuration()).isEqualTo(Duration.ofSeconds(90));
    assertThat(config.clientConnection().kubeconfig()).isEqualTo("/etc/scheduler.conf");
    ProfileConfig profile = config.profiles().getFirst();
    assertThat(profile.percentageOfNodesToScore()).hasValue(100);
    assertThat(profile.at(ExtensionPoint.SCORE).disables("ImageLocality")).isTrue();
    assertThat(profile.multiPoint().enabled())
        .contains(new PluginSet.Choice("ImageLocality", 7))
        .doesNotContain(new PluginSet.Choice("NodePorts", 0));
    assertThat(profile.argsOf("NodeResourcesFit").textAt("scoringStrategy", "type"))
        .isEqualTo("MostAllocated");
    assertThat(config.extenders().getFirst().timeout()).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void whatCannotBeIsRefusedWithItsPlace() {
    assertThatThrownBy(() -> SchedulerConfig.parse("kind: Pod"))
        .isInstanceOf(BadConfig.class)
        .hasMessageContaining("KubeSchedulerConfiguration");
    assertThatThrownBy(() -> SchedulerConfig.parse(HEAD + "percentageOfNodesToScore: 101\n"))
        .hasMessageContaining("not in valid range [0-100]");
    assertThatThrownBy(
            () ->
                SchedulerConfig.parse(
                    HEAD + "profiles: [{schedulerName: a}, {schedulerName: a}]\n"))
        .hasMessageContaining("Duplicate value: \"a\"");
    assertThatThrownBy(
            () ->
                SchedulerConfig.parse(
                    HEAD + "podInitialBackoffSeconds: 5\npodMaxBackoffSeconds: 4\n"))
        .hasMessageContaining("podMaxBackoffSeconds");
    assertThatThrownBy(() -> SchedulerConfig.parse(HEAD + "extenders: [{filterVerb: f}]\n"))
        .hasMessageContaining("urlPrefix");
  }
}
