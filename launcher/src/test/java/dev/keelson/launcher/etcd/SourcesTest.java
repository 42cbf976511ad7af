package dev.keelson.launcher.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.launcher.etcd.CommandLine.Parsed;
import dev.keelson.raftstore.tls.AllowedNames;
import dev.keelson.raftstore.tls.TlsConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Command line, variables and file, and which of them counts. */
class SourcesTest {
  private static Settings settings(List<String> words, Map<String, String> variables) {
    Invocation invocation = new Invocation(words, variables);
    return invocation.settings((Parsed) invocation.commandLine());
  }

  @Test
  void variables_count_where_no_flag_is_given() {
    Settings settings =
        settings(List.of("--name=flag"), Map.of("ETCD_NAME", "env", "ETCD_DATA_DIR", "dir"));
    assertThat(settings.text("name")).isEqualTo("flag");
    assertThat(settings.text("data-dir")).isEqualTo("dir");
  }

  @Test
  void an_empty_variable_counts_as_unset() {
    assertThat(settings(List.of(), Map.of("ETCD_NAME", "")).text("name")).isEqualTo("default");
  }

  @Test
  void variables_of_others_are_left_alone_and_unknown_ones_named() {
    Environment environment =
        Environment.over(
            Map.of("name", "a"), Map.of("ETCD_NAMES", "x", "ETCD_NAME", "b", "PATH", "p"));
    assertThat(environment.unknown()).containsExactly("ETCD_NAMES");
    assertThat(environment.shadowed()).containsExactly("ETCD_NAME");
    assertThat(environment.given()).isEqualTo(Map.of("name", "a"));
  }

  @Test
  void a_bad_variable_is_named() {
    assertThatThrownBy(() -> settings(List.of(), Map.of("ETCD_HEARTBEAT_INTERVAL", "abc")))
        .hasMessage("invalid value \"abc\" for ETCD_HEARTBEAT_INTERVAL: parse error");
  }

  @Test
  void former_names_are_variables_too() {
    Settings settings =
        settings(List.of(), Map.of("ETCD_EXPERIMENTAL_WATCH_PROGRESS_NOTIFY_INTERVAL", "3s"));
    assertThat(settings.duration("watch-progress-notify-interval"))
        .isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void a_file_makes_flags_and_variables_be_ignored(@TempDir Path dir) throws Exception {
    Path file =
        Files.writeString(
            dir.resolve("c.yaml"),
            """
            name: file
            heartbeat-interval: 50
            grpc-keepalive-interval: 1500000000
            log-outputs: [stderr, x.log]
            listen-client-urls: http://127.0.0.1:4001
            auto-compaction-retention: "1"
            strict-reconfig-check: false
            initial-cluster:
            """);
    for (Settings settings :
        List.of(
            settings(List.of("--config-file=" + file, "--name=flag"), Map.of("ETCD_NAME", "env")),
            settings(List.of("--name=flag"), Map.of("ETCD_CONFIG_FILE", file.toString())))) {
      assertThat(settings.text("name")).isEqualTo("file");
      assertThat(settings.number("heartbeat-interval")).isEqualTo(50);
      assertThat(settings.duration("grpc-keepalive-interval")).isEqualTo(Duration.ofMillis(1500));
      assertThat(settings.list("log-outputs")).containsExactly("stderr", "x.log");
      assertThat(settings.enabled("strict-reconfig-check")).isFalse();
      assertThat(settings.isSet("initial-cluster")).isFalse();
    }
  }

  @Test
  void tls_in_a_file_stands_in_its_sections() {
    String yaml =
        """
        listen-client-urls: https://127.0.0.1:1
        advertise-client-urls: https://127.0.0.1:1
        listen-peer-urls: https://127.0.0.1:2
        tls-max-version: TLS1.2
        cipher-suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]
        client-transport-security:
          cert-file: c.crt
          key-file: c.key
          client-cert-auth: true
          trusted-ca-file: ca.crt
          allowed-cn: [a, b]
        peer-transport-security:
          auto-tls: true
        """;
    MemberPlan plan = MemberPlan.of(Settings.of(ConfigFile.parse(yaml, "c").given()), true);
    TlsConfig clients = plan.server().tls().orElseThrow().config();
    assertThat(clients.server().key()).isEqualTo(Path.of("c.key"));
    assertThat(clients.clientAuth()).isTrue();
    assertThat(clients.trustedCa()).contains(Path.of("ca.crt"));
    assertThat(clients.allowed()).isEqualTo(new AllowedNames.CommonNames(List.of("a", "b")));
    assertThat(clients.versions().protocols()).containsExactly("TLSv1.2");
    assertThat(clients.cipherSuites()).containsExactly("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
    assertThat(plan.store().peerTls().orElseThrow().anyServer()).isTrue();
    assertThat(plan.tls().made()).hasSize(1);
  }

  @Test
  void what_protects_in_a_file_and_is_not_served_stops_the_start() {
    Settings settings = Settings.of(ConfigFile.parse("auth-token: jwt,pub-key=x", "c").given());
    assertThatThrownBy(() -> MemberPlan.of(settings, false))
        .hasMessageContaining("refusing to serve in the open");
  }

  @Test
  void what_is_off_in_a_file_stops_nothing() {
    String yaml =
        "client-transport-security: {client-cert-auth: false, cert-file: '', auto-tls: false}";
    Settings settings = Settings.of(ConfigFile.parse(yaml, "c").given());
    assertThat(MemberPlan.of(settings, false)).isNotNull();
  }

  @Test
  void unknown_keys_are_named() {
    ConfigFile file = ConfigFile.parse("nane: x\nclient-transport-security: {nope: 1}", "c");
    assertThat(file.unknown()).containsExactly("nane", "client-transport-security.nope");
  }

  @Test
  void a_file_that_does_not_fit_is_refused_in_one_line() {
    assertThatThrownBy(() -> ConfigFile.read(Path.of("/nope")))
        .hasMessage("open /nope: no such file or directory");
    assertThatThrownBy(() -> ConfigFile.parse("grpc-keepalive-interval: 5s", "c"))
        .hasMessage("grpc-keepalive-interval: want a number of nanoseconds, have \"5s\"");
    assertThatThrownBy(() -> ConfigFile.parse("heartbeat-interval: abc", "c"))
        .hasMessage("invalid value \"abc\" for heartbeat-interval: parse error");
    assertThatThrownBy(() -> ConfigFile.parse("a: [", "c"))
        .isInstanceOf(BadSetting.class)
        .message()
        .doesNotContain("\n");
    assertThatThrownBy(() -> ConfigFile.parse("peer-transport-security: yes please", "c"))
        .hasMessage("invalid peer-transport-security");
  }
}
