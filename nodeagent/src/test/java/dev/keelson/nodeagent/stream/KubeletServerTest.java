package dev.keelson.nodeagent.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.ApiCall;
import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.server.pki.CertificateAuthority;
import dev.keelson.apiserver.server.pki.ServingNames;
import dev.keelson.apiserver.server.pki.TlsIdentity;
import dev.keelson.nodeagent.NodePool;
import dev.keelson.nodeagent.NodePoolConfig;
import dev.keelson.nodeagent.PodNetwork;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KubeletServerTest {
  private static final CertificateAuthority CA =
      CertificateAuthority.create("cluster", InstantSource.system());
  private static InMemoryCluster cluster;
  private static NodePool pool;
  private static HttpClient https;

  @BeforeAll
  static void open() throws Exception {
    cluster = InMemoryCluster.open();
    TlsIdentity self = CA.serving("kubelet", ServingNames.ofApiServer("10.0.0.1", List.of()));
    KubeletServerConfig config =
        new KubeletServerConfig(
            "0.0.0.0", 0, self.key(), self.chain(), List.of(CA.certificate()), true);
    pool =
        NodePool.start(
            cluster.client("kubelet"),
            NodePoolConfig.ofCount(2)
                .withNetwork(new PodNetwork.Range("10.244.0.0/16", 24))
                .withServer(config));
    https = client(List.of());
    ApiClient client = cluster.client("keelson-test");
    ResourceClient pods = client.resource("v1", "pods");
    pods.create(
        InMemoryCluster.object(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: talker, namespace: default}
            spec:
              nodeName: node-1
              automountServiceAccountToken: false
              containers:
              - name: main
                image: busybox
                command: [sh, -c, "echo one; echo two >&2; echo three; sleep infinity"]
                env:
                - {name: COLOUR, value: blue}
            """));
    InMemoryCluster.await(
        "running",
        () ->
            pods.find(new ObjectName("default", "talker"))
                .map(ApiObject::status)
                .filter(status -> status.text("phase").equals("Running"))
                .isPresent());
  }

  @AfterAll
  static void close() {
    https.close();
    pool.close();
    cluster.close();
  }

  private static HttpClient client(List<TlsIdentity> identity) throws Exception {
    KeyManager[] keys = {};
    if (!identity.isEmpty()) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "self",
          identity.getFirst().key(),
          new char[0],
          identity.getFirst().chain().toArray(X509Certificate[]::new));
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, new char[0]);
      keys = factory.getKeyManagers();
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, new TrustManager[] {new Trusting()}, null);
    return HttpClient.newBuilder().sslContext(context).version(HttpClient.Version.HTTP_1_1).build();
  }

  private static final class Trusting extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  /**
   * @param host which node
   */
  private static String base(String scheme, int host) {
    return scheme + "://127.64.0." + host + ":" + pool.serverPort().orElseThrow();
  }

  private static HttpResponse<String> get(int host, String path) throws Exception {
    return https.send(
        HttpRequest.newBuilder(URI.create(base("https", host) + path)).build(),
        BodyHandlers.ofString());
  }

  @Test
  void aLogIsReadThroughTheApiServer() {
    ApiClient client = cluster.client("keelson-test");
    String path = "/api/v1/namespaces/default/pods/talker/log";
    assertThat(new String(client.send(ApiCall.of("GET", path)).body(), StandardCharsets.UTF_8))
        .isEqualTo("one\ntwo\nthree\n");
    assertThat(
            new String(
                client.send(ApiCall.of("GET", path + "?tailLines=1")).body(),
                StandardCharsets.UTF_8))
        .isEqualTo("three\n");
  }

  @Test
  void theAddressTellsTheNode() throws Exception {
    String path = "/containerLogs/default/talker/main?limitBytes=5&timestamps=false";
    assertThat(get(2, path).body()).isEqualTo("one\nt");
    HttpResponse<String> other = get(1, path);
    assertThat(other.statusCode()).isEqualTo(404);
    assertThat(other.body()).isEqualTo("pod \"talker\" does not exist");
    assertThat(get(2, "/pods").body()).contains("\"talker\"");
    assertThat(get(1, "/pods").body()).doesNotContain("\"talker\"");
  }

  @Test
  void healthStatsAndMetricsAreTold() throws Exception {
    assertThat(get(1, "/healthz").body()).isEqualTo("ok");
    assertThat(get(2, "/stats/summary").body()).contains("\"workingSetBytes\":4194304");
    assertThat(get(2, "/metrics/resource").body())
        .contains("container_memory_working_set_bytes{container=\"main\",namespace=\"default\",");
    assertThat(get(2, "/configz").body()).contains("KubeletConfiguration");
    assertThat(get(2, "/nothing").statusCode()).isEqualTo(404);
  }

  @Test
  void aTokenThatIsNoneIsRefused() throws Exception {
    HttpResponse<String> answer =
        https.send(
            HttpRequest.newBuilder(URI.create(base("https", 1) + "/pods"))
                .header("authorization", "Bearer nonsense")
                .build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).isEqualTo("Unauthorized");
  }

  /** Messages by channel, until the status has come. */
  private static List<String> exec(String query, String input) throws Exception {
    return exec("v5.channel.k8s.io", query, input);
  }

  private static List<String> exec(String protocol, String query, String input) throws Exception {
    BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    CompletableFuture<Void> over = new CompletableFuture<>();
    WebSocket socket =
        https
            .newWebSocketBuilder()
            .subprotocols(protocol)
            .buildAsync(
                URI.create(base("wss", 2) + "/exec/default/talker/main?" + query),
                new WebSocket.Listener() {
                  @Override
                  public CompletionStage<?> onBinary(
                      WebSocket from, ByteBuffer data, boolean last) {
                    int channel = data.get();
                    String text = StandardCharsets.UTF_8.decode(data).toString();
                    if (!text.isEmpty()) {
                      messages.add(channel + ":" + text);
                    }
                    from.request(1);
                    return CompletableFuture.completedFuture(null);
                  }

                  @Override
                  public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
                    over.complete(null);
                    return CompletableFuture.completedFuture(null);
                  }
                })
            .get(60, TimeUnit.SECONDS);
    if (!input.isEmpty()) {
      byte[] bytes = ("\0" + input).getBytes(StandardCharsets.UTF_8);
      socket.sendBinary(ByteBuffer.wrap(bytes), true).get(60, TimeUnit.SECONDS);
      socket
          .sendBinary(ByteBuffer.wrap(new byte[] {(byte) 255, 0}), true)
          .get(60, TimeUnit.SECONDS);
    }
    over.get(60, TimeUnit.SECONDS);
    return List.copyOf(messages);
  }

  @Test
  void aCommandIsExecuted() throws Exception {
    assertThat(exec("command=sh&command=-c&command=echo+$COLOUR;exit+3&output=1&error=1", ""))
        .satisfiesExactly(
            first -> assertThat(first).isEqualTo("1:blue\n"),
            last ->
                assertThat(last)
                    .startsWith("3:")
                    .contains("\"reason\":\"NonZeroExitCode\"", "\"message\":\"3\""));
    assertThat(exec("command=hostname&output=1", ""))
        .satisfiesExactly(
            first -> assertThat(first).isEqualTo("1:talker\n"),
            last -> assertThat(last).contains("\"status\":\"Success\""));
    assertThat(exec("channel.k8s.io", "command=hostname&output=1", ""))
        .containsExactly("1:talker\n");
    assertThat(exec("channel.k8s.io", "command=sh&command=-c&command=exit+3&output=1", ""))
        .satisfiesExactly(only -> assertThat(only).startsWith("3:command terminated"));
    assertThat(exec("command=nmap&output=1", ""))
        .satisfiesExactly(only -> assertThat(only).contains("executable file not found in $PATH"));
  }

  @Test
  void whatIsTypedComesBack() throws Exception {
    assertThat(exec("command=cat&input=1&output=1", "hello\n"))
        .satisfiesExactly(
            first -> assertThat(first).isEqualTo("1:hello\n"),
            last -> assertThat(last).contains("\"status\":\"Success\""));
  }

  @Test
  void aClientCertificateNamesItsUser() throws Exception {
    try (HttpClient client =
        client(List.of(CA.client("kube-apiserver-kubelet-client", List.of("system:masters"))))) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(base("https", 1) + "/healthz")).build(),
              BodyHandlers.ofString());
      assertThat(answer.body()).isEqualTo("ok");
    }
  }
}
