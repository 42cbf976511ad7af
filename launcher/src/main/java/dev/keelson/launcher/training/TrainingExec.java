package dev.keelson.launcher.training;

import dev.keelson.apiserver.model.ObjectName;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** {@code kubectl exec}, over a WebSocket and with a token. */
final class TrainingExec {
  private static final long LONGEST_SECONDS = 30;

  private TrainingExec() {}

  static void run(URI server, Path ca, ObjectName pod) throws Exception {
    CompletableFuture<Integer> ended = new CompletableFuture<>();
    try (HttpClient client = HttpClient.newBuilder().sslContext(trusting(ca)).build()) {
      client
          .newWebSocketBuilder()
          .subprotocols("v5.channel.k8s.io")
          .header("Authorization", "Bearer " + TrainingCluster.TOKEN)
          .buildAsync(address(server, pod), new Listener(ended))
          .get(LONGEST_SECONDS, TimeUnit.SECONDS);
      ended.get(LONGEST_SECONDS, TimeUnit.SECONDS);
    }
  }

  private static URI address(URI server, ObjectName pod) {
    return URI.create(
        "wss://%s/api/v1/namespaces/%s/pods/%s/exec?command=echo&command=hello&stdout=true&stderr=true"
            .formatted(server.getAuthority(), pod.namespace(), pod.name()));
  }

  private static SSLContext trusting(Path ca) throws Exception {
    KeyStore known = KeyStore.getInstance("PKCS12");
    known.load(null, new char[0]);
    try (InputStream pem = Files.newInputStream(ca)) {
      known.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(known);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private record Listener(CompletableFuture<Integer> ended) implements WebSocket.Listener {
    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String why) {
      ended.complete(code);
      return CompletableFuture.completedStage(code);
    }

    @Override
    public void onError(WebSocket socket, Throwable thrown) {
      ended.completeExceptionally(thrown);
    }
  }
}
