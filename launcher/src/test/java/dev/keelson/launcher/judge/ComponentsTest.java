package dev.keelson.launcher.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts of a cluster as processes of their own, and what they say on their command lines. */
@Tag("judge")
@Timeout(400)
class ComponentsTest {
  private static final String READY =
      "get nodes -o 'jsonpath={.items[*].status.conditions[?(@.type==\"Ready\")].status}'";

  private static final String TAINTS = "get nodes -o jsonpath=_{.items[*].spec.taints[*].key}_";

  @TempDir Path directory;

  @Test
  void makeAClusterTogether() throws Exception {
    Kubectls.Pair tools = Kubectls.newest();
    List<OurProcess> parts = new ArrayList<>();
    try (OurApiserver server = OurApiserver.start(directory.resolve("server"))) {
      Path pki = directory.resolve("server/pki");
      int controllers = Ports.free();
      int scheduler = Ports.free();
      int kubelet = Ports.free();
      parts.add(
          part(
              "controller-manager",
              server,
              controllers,
              "--use-service-account-credentials",
              "--allocate-node-cidrs",
              "--node-monitor-grace-period=20s",
              "--cluster-cidr=10.244.0.0/16",
              "--root-ca-file=" + pki.resolve("ca.crt"),
              "--service-account-private-key-file=" + pki.resolve("sa.key"),
              "--cluster-signing-cert-file=" + pki.resolve("ca.crt"),
              "--cluster-signing-key-file=" + pki.resolve("ca.key")));
      parts.add(part("scheduler", server, scheduler));
      parts.add(
          part("kubelet", server, kubelet, "--nodes=2", "--hostname-override=node", "--port=0"));
      for (OurProcess each : parts) {
        each.awaiting("speaks to https://");
      }
      KubeSession its = KubeSession.open(tools, server, directory, "parts");
      its.kubectl("create deployment web --image=web:1 --replicas=2").has("created");
      its.kubectl("rollout status deployment/web --timeout=110s").has("successfully rolled out");
      its.until("get serviceaccount deployment-controller -n kube-system -o name", "deployment");

      agentStandsStill(its, parts.getLast());

      its.kubectl("create serviceaccount reader").has("created");
      its.kubectl("create clusterrole metrics --verb=get --non-resource-url=/metrics");
      its.kubectl(
              "create clusterrolebinding metrics --clusterrole=metrics --serviceaccount="
                  + its.namespace()
                  + ":reader")
          .has("created");
      String token = its.kubectl("create token reader").has("").output().strip();
      for (int port : List.of(controllers, scheduler, kubelet)) {
        assertThat(get(port, "/healthz", "").body()).isEqualTo("ok");
        assertThat(get(port, "/metrics", "").statusCode()).isEqualTo(401);
        assertThat(get(port, "/metrics", token).statusCode()).isEqualTo(200);
      }
      assertThat(get(scheduler, "/metrics", token).body()).contains("scheduler_");

      Tool.Ended well = Tool.keelson().run("status", "--kubeconfig=" + server.kubeconfig());
      assertThat(well.output()).contains("led by", "2 ready", "2 running");
      assertThat(well.code()).isZero();
      for (OurProcess each : parts) {
        assertThat(each.stop()).as(each.log()).isZero();
      }
      Tool.Ended lost = Tool.keelson().run("status", "--kubeconfig=" + server.kubeconfig());
      assertThat(lost.output()).contains("nobody leads");
      assertThat(lost.code()).isEqualTo(1);
    } finally {
      parts.forEach(OurProcess::close);
    }
  }

  /** Its nodes are not known of, and are told to be; it comes back before pods have to leave. */
  private static void agentStandsStill(KubeSession its, OurProcess kubelet) {
    String pods = its.kubectl("get pods -o name").has("pod/web").output();
    kubelet.pause();
    its.until(READY, "Unknown Unknown");
    its.until(TAINTS, "node.kubernetes.io/unreachable");
    kubelet.resume();
    its.until(READY, "True True");
    its.until(TAINTS, "__");
    its.until("get deployment web -o jsonpath={.status.readyReplicas}", "2");
    assertThat(its.kubectl("get pods -o name").has("pod/web").output()).isEqualTo(pods);
  }

  private OurProcess part(String name, OurApiserver server, int port, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                name,
                "--kubeconfig=" + server.kubeconfig(),
                "--bind-address=127.0.0.1",
                "--secure-port=" + port));
    words.addAll(List.of(more));
    return OurProcess.exec(directory.resolve(name), words.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "up",
        "apiserver",
        "scheduler",
        "controller-manager",
        "cloud-controller-manager",
        "kubelet",
        "status"
      })
  void sayWhatTheyTakeAndRefuseTheRest(String command) {
    Tool.Ended help = Tool.keelson().run(command, "--help");
    assertThat(help.output()).startsWith("Usage: keelson " + command);
    assertThat(help.code()).isZero();
    Tool.Ended bad = Tool.keelson().run(command, "--no-such-flag=1");
    assertThat(bad.output()).startsWith("Error: ").contains("no-such-flag").hasLineCount(1);
    assertThat(bad.code()).isEqualTo(2);
  }

  @Test
  void saysThatThereIsNoCluster() {
    Tool.Ended none =
        Tool.keelson().run("status", "--kubeconfig=" + directory.resolve("none.conf"));
    assertThat(none.output()).startsWith("Error: ").contains("none.conf");
    assertThat(none.code()).isEqualTo(2);
  }

  private static HttpResponse<String> get(int port, String path, String token)
      throws IOException, InterruptedException, GeneralSecurityException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(60));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, new TrustManager[] {new Anybody()}, null);
    try (HttpClient client = HttpClient.newBuilder().sslContext(tls).build()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  /** A component signs its certificate itself, as upstream's do. */
  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
