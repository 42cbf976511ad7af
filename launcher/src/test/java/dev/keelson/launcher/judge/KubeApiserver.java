package dev.keelson.launcher.judge;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * A real kube-apiserver on loopback over a store: self-signed TLS, one administrator by token, no
 * controllers and no nodes. Requests are HTTP/2, as kubectl's and the controllers' are.
 */
final class KubeApiserver implements AutoCloseable {
  private static final String TOKEN = "judge-token";
  private static final Duration READY_LIMIT = Duration.ofSeconds(90);

  private final Process process;
  private final Path directory;
  private final int port;
  private final HttpClient http;
  private final Duration timeToReady;

  private KubeApiserver(
      Process process, Path directory, int port, HttpClient http, Duration timeToReady) {
    this.process = process;
    this.directory = directory;
    this.port = port;
    this.http = http;
    this.timeToReady = timeToReady;
  }

  /** Starts it over the members of a store and waits for {@code /readyz}. */
  static KubeApiserver start(Binary binary, EtcdCluster store, Path directory)
      throws IOException, GeneralSecurityException, InterruptedException {
    String servers =
        store.members().stream()
            .map(member -> "http://" + member.endpoint())
            .collect(Collectors.joining(","));
    return start(binary, List.of("--etcd-servers=" + servers), directory);
  }

  /** {@code etcd}: the flags that say where the store is and how to speak with it. */
  static KubeApiserver start(Binary binary, List<String> etcd, Path directory)
      throws IOException, GeneralSecurityException, InterruptedException {
    List<String> flags = new ArrayList<>(etcd);
    flags.add("--disable-admission-plugins=ServiceAccount");
    return start(binary, flags, directory, "");
  }

  /**
   * Beside controllers, which make the service accounts that pods want.
   *
   * @param flags besides those that every server here has
   * @param tokens lines of its token file besides the administrator's
   */
  static KubeApiserver start(Binary binary, List<String> flags, Path directory, String tokens)
      throws IOException, GeneralSecurityException, InterruptedException {
    Files.createDirectories(directory);
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair keys = generator.generateKeyPair();
    Path key = pem(directory.resolve("sa.key"), "PRIVATE KEY", keys.getPrivate().getEncoded());
    Path pub = pem(directory.resolve("sa.pub"), "PUBLIC KEY", keys.getPublic().getEncoded());
    Path users = directory.resolve("tokens.csv");
    Files.writeString(users, TOKEN + ",judge,judge,\"system:masters\"\n" + tokens);
    int port = Ports.free();
    List<String> command = new ArrayList<>(List.of(binary.path().toString()));
    command.addAll(flags);
    command.addAll(
        List.of(
            "--secure-port=" + port,
            "--bind-address=127.0.0.1",
            "--advertise-address=192.0.2.1",
            "--endpoint-reconciler-type=none",
            "--cert-dir=" + directory.resolve("certificates"),
            "--token-auth-file=" + users,
            "--authorization-mode=RBAC",
            "--service-cluster-ip-range=10.96.0.0/16",
            "--service-account-issuer=https://kubernetes.default.svc",
            "--service-account-key-file=" + pub,
            "--service-account-signing-key-file=" + key));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("kube-apiserver.log").toFile());
    long start = System.nanoTime();
    Process process = EtcdProcess.adopt(builder.start());
    KubeApiserver server =
        new KubeApiserver(process, directory, port, trustingClient(), Duration.ZERO);
    try {
      server.awaitReady();
      return new KubeApiserver(
          process, directory, port, server.http, Duration.ofNanos(System.nanoTime() - start));
    } catch (AssertionError e) {
      server.close();
      throw e;
    }
  }

  int port() {
    return port;
  }

  Duration timeToReady() {
    return timeToReady;
  }

  /** One request with the administrator's token; the body may be empty. */
  HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + TOKEN)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** Runs kubectl and answers its output; fails when its status is not 0. */
  String kubectl(Binary kubectl, String... arguments) throws IOException, InterruptedException {
    Process running = startKubectl(kubectl, arguments);
    String output = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!running.waitFor(120, TimeUnit.SECONDS) || running.exitValue() != 0) {
      running.destroyForcibly();
      throw new AssertionError(
          "kubectl " + String.join(" ", arguments) + " failed:\n" + output + log());
    }
    return output;
  }

  Process startKubectl(Binary kubectl, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(kubectl.path().toString());
    command.addAll(
        List.of(
            "--server=https://127.0.0.1:" + port,
            "--insecure-skip-tls-verify",
            "--token=" + TOKEN,
            "--cache-dir=" + directory.resolve("kubectl")));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("KUBECONFIG", "/dev/null");
    return EtcdProcess.adopt(builder.start());
  }

  /** The end of its log. */
  String log() {
    try {
      List<String> lines = Files.readAllLines(directory.resolve("kube-apiserver.log"));
      return "\n---- kube-apiserver\n"
          + String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    } catch (IOException e) {
      return "\n(no log of kube-apiserver: " + e.getMessage() + ")";
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
    process.destroyForcibly();
    try {
      process.waitFor(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitReady() throws InterruptedException {
    long deadline = System.nanoTime() + READY_LIMIT.toNanos();
    while (true) {
      try {
        if (send("GET", "/readyz", "").statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        // Not listening yet.
      }
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new AssertionError("kube-apiserver is not ready" + log());
      }
      Thread.sleep(20);
    }
  }

  private static Path pem(Path file, String kind, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        file, "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
  }

  /** The server makes its own certificate; on loopback, with a process of ours, that will do. */
  private static HttpClient trustingClient() throws GeneralSecurityException {
    TrustManager trusting =
        new X509ExtendedTrustManager() {
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
        };
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {trusting}, null);
    return HttpClient.newBuilder().sslContext(context).build();
  }
}
