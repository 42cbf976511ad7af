package dev.keelson.launcher.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.raftstore.tls.TlsConfig;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Flags of TLS: what they become, and etcd's words for what cannot be. */
class TlsSettingsTest {
  private static final String PAIR = "--cert-file=c --key-file=k";
  private static final String PEER_PAIR = "--peer-cert-file=c --peer-key-file=k";
  private static final String HTTPS =
      "--listen-client-urls=https://127.0.0.1:1 --advertise-client-urls=https://127.0.0.1:1";

  /** The static pod of kubeadm 1.34 (cmd/kubeadm/app/phases/etcd/local.go). */
  static final List<String> KUBEADM =
      List.of(
          "--advertise-client-urls=https://10.0.0.5:2379",
          "--cert-file=/etc/kubernetes/pki/etcd/server.crt",
          "--client-cert-auth=true",
          "--data-dir=/var/lib/etcd",
          "--feature-gates=InitialCorruptCheck=true",
          "--initial-advertise-peer-urls=https://10.0.0.5:2380",
          "--initial-cluster=node=https://10.0.0.5:2380",
          "--key-file=/etc/kubernetes/pki/etcd/server.key",
          "--listen-client-urls=https://127.0.0.1:2379,https://10.0.0.5:2379",
          "--listen-metrics-urls=http://127.0.0.1:2381",
          "--listen-peer-urls=https://10.0.0.5:2380",
          "--name=node",
          "--peer-cert-file=/etc/kubernetes/pki/etcd/peer.crt",
          "--peer-client-cert-auth=true",
          "--peer-key-file=/etc/kubernetes/pki/etcd/peer.key",
          "--peer-trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt",
          "--snapshot-count=10000",
          "--trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt",
          "--watch-progress-notify-interval=5s");

  @Test
  void kubeadms_flags_make_mutual_tls_towards_clients_and_peers() {
    MemberPlan plan = plan(KUBEADM);
    assertThat(plan.server().tls().orElseThrow().listeners())
        .containsExactlyInAnyOrder(
            new InetSocketAddress("127.0.0.1", 2379), new InetSocketAddress("10.0.0.5", 2379));
    for (TlsConfig each :
        List.of(plan.server().tls().orElseThrow().config(), plan.store().peerTls().orElseThrow())) {
      assertThat(each.clientAuth()).isTrue();
      assertThat(each.trustedCa()).contains(Path.of("/etc/kubernetes/pki/etcd/ca.crt"));
    }
    assertThat(plan.store().peerTls().orElseThrow().checksAddress()).isTrue();
    assertThat(plan.tls().made()).isEmpty();
    assertThat(SecureListeners.warnings(settings(KUBEADM), plan.tls())).isEmpty();
  }

  @Test
  void auto_tls_names_the_hosts_that_are_listened_on() {
    TlsSettings tls = plan(HTTPS + " --auto-tls --data-dir=d --self-signed-cert-validity=3").tls();
    assertThat(tls.made())
        .containsExactly(
            new TlsSettings.SelfMade(Path.of("d/fixtures/client"), List.of("127.0.0.1"), 3));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          %1$s|TLS key/cert (--cert-file, --key-file) must be provided for client url https://127.0.0.1:1 with HTTPS scheme
          --listen-metrics-urls=https://127.0.0.1:1|client TLS key/cert (--cert-file, --key-file) must be provided for metrics secure url
          --listen-peer-urls=https://127.0.0.1:1|cannot listen on TLS for 127.0.0.1:1: KeyFile and CertFile are not presented (--peer-cert-file, --peer-key-file)
          %1$s --cert-file=c|KeyFile and CertFile must both be present[key: , cert: c] (--key-file and --cert-file)
          %1$s %2$s --client-cert-file=c|ClientKeyFile and ClientCertFile must both be present or both absent: key: , cert: c] (--client-key-file and --client-cert-file)
          --tls-min-version=TLS1.1|unexpected TLS version "TLS1.1" (must be one of: TLS1.2, TLS1.3)
          --tls-min-version=TLS1.3 --tls-max-version=TLS1.2|min version (TLS1.3) is greater than max version (TLS1.2)
          --cipher-suites=A,B|unexpected TLS cipher suite "A"
          --tls-min-version=TLS1.3 --cipher-suites=A|cipher suites cannot be configured when only TLS1.3 is enabled
          %3$s --listen-peer-urls=https://127.0.0.1:1 --peer-cert-allowed-cn=a --peer-cert-allowed-hostname=b|AllowedCNs and AllowedHostnames are mutually exclusive (cns=[a], hostnames=[b])
          --auto-tls --client-cert-auth|--auto-tls with --client-cert-auth: a self-signed certificate lets everybody in; give --cert-file and --key-file
          --peer-auto-tls --peer-trusted-ca-file=x|--peer-auto-tls with --peer-trusted-ca-file: a self-signed certificate lets everybody in; give --peer-cert-file and --peer-key-file
          --auto-tls --self-signed-cert-validity=0|selfSignedCertValidity is invalid,it should be greater than 0
          --initial-cluster=default=http://localhost:2380,b=https://localhost:1|--initial-cluster has https://localhost:1, but --listen-peer-urls is http: members speak TLS with each other all or none
          """)
  void what_cannot_be_is_refused(String words, String message) {
    assertThatThrownBy(() -> plan(words.formatted(HTTPS, PAIR, PEER_PAIR)))
        .isInstanceOf(BadSetting.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          %1$s|scheme is http or unix while key and cert files are present; ignoring key and cert files: http://localhost:2379
          --client-cert-auth|scheme is http or unix while --client-cert-auth is enabled; ignoring client cert auth for this URL: http://localhost:2379
          %2$s|scheme is HTTP while key and cert files are present; ignoring key and cert files: http://localhost:2380
          """)
  void what_is_given_and_not_used_is_said(String words, String warning) {
    Settings settings = settings(List.of(words.formatted(PAIR, PEER_PAIR).split(" ")));
    MemberPlan plan = MemberPlan.of(settings, false);
    assertThat(plan.server().tls()).isEmpty();
    assertThat(plan.store().peerTls()).isEmpty();
    assertThat(SecureListeners.warnings(settings, plan.tls())).containsExactly(warning);
  }

  private static MemberPlan plan(String words) {
    return plan(List.of(words.strip().split(" +")));
  }

  private static MemberPlan plan(List<String> words) {
    return MemberPlan.of(settings(words), false);
  }

  private static Settings settings(List<String> words) {
    Invocation invocation = new Invocation(words, Map.of());
    return switch (invocation.commandLine()) {
      case CommandLine.Parsed line -> invocation.settings(line);
      case Object other -> throw new AssertionError(other.toString());
    };
  }
}
