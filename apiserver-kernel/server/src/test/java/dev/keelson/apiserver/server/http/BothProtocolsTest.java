package dev.keelson.apiserver.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.ApiResponse;
import dev.keelson.apiserver.server.Headers;
import dev.keelson.apiserver.server.pki.CertificateAuthority;
import dev.keelson.apiserver.server.pki.TlsIdentity;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client sees is the same over HTTP/1.1 and HTTP/2. */
class BothProtocolsTest {
  private static final int MOST = HttpBounds.DEFAULTS.bodyBytes();

  @ParameterizedTest
  @EnumSource(Version.class)
  void givesTheHandlerWhatTheClientSent(Version version) throws Exception {
    BlockingQueue<ApiRequest> seen = new LinkedBlockingQueue<>();
    try (Served served =
            Served.with(
                request -> {
                  seen.add(request);
                  return ApiResponse.text(201, "made");
                });
        HttpClient client = Served.client(version)) {
      HttpResponse<String> response =
          client.send(
              served
                  .request("/api/v1/pods/a%2Fb?watch=true&labelSelector=a%3Db")
                  .header("Authorization", "Bearer t")
                  .header("Accept", "a")
                  .header("Accept", "b")
                  .method("PATCH", BodyPublishers.ofString("{}"))
                  .build(),
              BodyHandlers.ofString());

      assertThat(response.version()).isEqualTo(version);
      assertThat(response.statusCode()).isEqualTo(201);
      assertThat(response.body()).isEqualTo("made");
      assertThat(response.headers().map().keySet())
          .filteredOn(name -> !name.startsWith(":"))
          .containsExactlyInAnyOrder("content-type", "content-length", "date");
      ApiRequest request = seen.poll(Served.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(request.method()).isEqualTo("PATCH");
      assertThat(request.path()).isEqualTo("/api/v1/pods/a%2Fb");
      assertThat(request.query().text("labelSelector")).isEqualTo("a=b");
      assertThat(request.headers().first("authorization")).contains("Bearer t");
      assertThat(request.headers().all("accept")).containsExactly("a", "b");
      assertThat(request.headers().first("host")).contains("127.0.0.1:" + served.server.port());
      assertThat(request.body()).isEqualTo("{}".getBytes(StandardCharsets.UTF_8));
      assertThat(request.peer().address()).startsWith("127.0.0.1:");
      assertThat(request.peer().certificates()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void capturesAnyClientCertificate(Version version) throws Exception {
    TlsIdentity known = Served.CA.client("jane", List.of("dev"));
    TlsIdentity stranger =
        CertificateAuthority.create("test-ca", InstantSource.system()).client("eve", List.of());
    try (Served served =
        Served.with(
            request ->
                ApiResponse.text(
                    200,
                    request
                        .peer()
                        .certificates()
                        .getFirst()
                        .getSubjectX500Principal()
                        .getName()))) {
      try (HttpClient client = Served.clientAs(version, known)) {
        assertThat(client.send(served.request("/").build(), BodyHandlers.ofString()).body())
            .contains("CN=jane")
            .contains("O=dev");
      }
      try (HttpClient client = Served.clientAs(version, stranger)) {
        assertThat(client.send(served.request("/").build(), BodyHandlers.ofString()).body())
            .isEqualTo("CN=eve");
      }
    }
  }

  @Test
  void aResumedSessionStillKnowsItsCertificate() throws Exception {
    SSLContext context = Served.contextAs(Served.CA.client("jane", List.of()));
    try (Served served =
        Served.with(request -> ApiResponse.text(200, "" + request.peer().certificates().size()))) {
      for (int i = 0; i < 3; i++) {
        try (SSLSocket socket =
            (SSLSocket)
                context.getSocketFactory().createSocket("127.0.0.1", served.server.port())) {
          socket.setSoTimeout((int) Served.PATIENCE.toMillis());
          socket
              .getOutputStream()
              .write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".getBytes());
          assertThat(new String(socket.getInputStream().readAllBytes())).endsWith("\r\n\r\n1");
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void manyRequestsAtOnceEachGetTheirOwnAnswer(Version version) throws Exception {
    try (Served served =
            Served.with(request -> ApiResponse.bytes(200, "application/json", request.body()));
        HttpClient client = Served.client(version)) {
      List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
      List<byte[]> bodies = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        byte[] body = new byte[i * 1000];
        Arrays.fill(body, (byte) i);
        bodies.add(body);
        answers.add(
            client.sendAsync(
                served.request("/").POST(BodyPublishers.ofByteArray(body)).build(),
                BodyHandlers.ofByteArray()));
      }
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).get(60, TimeUnit.SECONDS).body()).isEqualTo(bodies.get(i));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void sendsLargeAnswersOfManyPieces(Version version) throws Exception {
    List<ByteBuffer> pieces = new ArrayList<>();
    long length = 0;
    for (int i = 0; i < 3_000; i++) {
      ByteBuffer piece = ByteBuffer.allocate(i % 7 == 0 ? 20_000 : i % 13).asReadOnlyBuffer();
      pieces.add(piece);
      length += piece.remaining();
    }
    ApiResponse.Complete list =
        new ApiResponse.Complete(200, Headers.of("content-type", "application/json"), pieces);
    try (Served served = Served.with(_ -> list);
        HttpClient client = Served.client(version)) {
      for (int i = 0; i < 2; i++) { // the second time too: pieces are shared
        HttpResponse<byte[]> response =
            client.send(served.request("/").build(), BodyHandlers.ofByteArray());
        assertThat(response.body()).hasSize((int) length);
        assertThat(response.headers().firstValueAsLong("content-length")).hasValue(length);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void takesTheLargestBodyAndRefusesOneByteMore(Version version) throws Exception {
    try (Served served = Served.with(request -> ApiResponse.text(200, "" + request.body().length));
        HttpClient client = Served.client(version)) {
      assertThat(
              client
                  .send(
                      served.request("/").POST(BodyPublishers.ofByteArray(new byte[MOST])).build(),
                      BodyHandlers.ofString())
                  .body())
          .isEqualTo("" + MOST);
      HttpResponse<String> refused =
          client.send(
              served.request("/").POST(BodyPublishers.ofByteArray(new byte[MOST + 1])).build(),
              BodyHandlers.ofString());
      assertThat(refused.statusCode()).isEqualTo(413);
      assertThat(refused.body())
          .contains("Request entity too large: limit is 3145728", "RequestEntityTooLarge");
      assertThat(client.send(served.request("/").build(), BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void refusesABodyOfUnknownLengthThatGrowsTooLarge(Version version) throws Exception {
    try (Served served =
            Served.with(
                HttpBounds.DEFAULTS.withBodies(100_000, 1_000_000),
                request -> ApiResponse.text(200, "" + request.body().length));
        HttpClient client = Served.client(version)) {
      assertThat(
              client
                  .send(
                      served
                          .request("/")
                          .POST(
                              BodyPublishers.ofInputStream(
                                  () -> new java.io.ByteArrayInputStream(new byte[100_001])))
                          .build(),
                      BodyHandlers.ofString())
                  .statusCode())
          .isEqualTo(413);
      assertThat(
              client
                  .send(
                      served
                          .request("/")
                          .POST(
                              BodyPublishers.ofInputStream(
                                  () -> new java.io.ByteArrayInputStream(new byte[100_000])))
                          .build(),
                      BodyHandlers.ofString())
                  .body())
          .isEqualTo("100000");
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void turnsFailuresIntoStatuses(Version version) throws Exception {
    try (Served served =
            Served.with(
                request -> {
                  if (request.path().equals("/known")) {
                    throw new ApiFailure(ApiStatus.tooManyRequests("slow down", 7));
                  }
                  throw new IllegalStateException("secret detail");
                });
        HttpClient client = Served.client(version)) {
      HttpResponse<String> known =
          client.send(served.request("/known").build(), BodyHandlers.ofString());
      assertThat(known.statusCode()).isEqualTo(429);
      assertThat(known.headers().firstValue("retry-after")).contains("7");
      assertThat(known.body()).contains("\"message\":\"slow down\"");

      HttpResponse<String> unknown =
          client.send(served.request("/").build(), BodyHandlers.ofString());
      assertThat(unknown.statusCode()).isEqualTo(500);
      assertThat(unknown.body()).contains("InternalError").doesNotContain("secret");

      HttpResponse<String> query =
          client.send(
              served.request("/").method("HEAD", BodyPublishers.noBody()).build(),
              BodyHandlers.ofString());
      assertThat(query.statusCode()).isEqualTo(500);
      assertThat(query.body()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void compressesWhatIsLargeForClientsThatTakeIt(Version version) throws Exception {
    byte[] large = new byte[128 * 1024 + 1];
    Arrays.fill(large, (byte) 'x');
    byte[] small = Arrays.copyOf(large, 128 * 1024);
    try (Served served =
            Served.with(
                request ->
                    ApiResponse.bytes(
                        200, "text/plain", request.path().equals("/large") ? large : small));
        HttpClient client = Served.client(version)) {
      HttpResponse<byte[]> compressed =
          client.send(
              served.request("/large").header("accept-encoding", "br, gzip").build(),
              BodyHandlers.ofByteArray());
      assertThat(compressed.headers().firstValue("content-encoding")).contains("gzip");
      assertThat(compressed.headers().firstValue("vary")).contains("Accept-Encoding");
      assertThat(
              new GZIPInputStream(new java.io.ByteArrayInputStream(compressed.body()))
                  .readAllBytes())
          .isEqualTo(large);
      assertThat(
              client
                  .send(
                      served.request("/small").header("accept-encoding", "gzip").build(),
                      BodyHandlers.ofByteArray())
                  .body())
          .isEqualTo(small);
      assertThat(client.send(served.request("/large").build(), BodyHandlers.ofByteArray()).body())
          .isEqualTo(large);
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void answersWithoutBody(Version version) throws Exception {
    try (Served served =
            Served.with(
                request ->
                    request.path().equals("/304")
                        ? new ApiResponse.Complete(304, Headers.of("etag", "\"1\""), List.of())
                        : ApiResponse.text(200, "0123456789"));
        HttpClient client = Served.client(version)) {
      for (int i = 0; i < 2; i++) {
        HttpResponse<String> unchanged =
            client.send(served.request("/304").build(), BodyHandlers.ofString());
        assertThat(unchanged.statusCode()).isEqualTo(304);
        assertThat(unchanged.body()).isEmpty();
        HttpResponse<String> head =
            client.send(
                served.request("/").method("HEAD", BodyPublishers.noBody()).build(),
                BodyHandlers.ofString());
        assertThat(head.headers().firstValueAsLong("content-length")).hasValue(10);
        assertThat(head.body()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void answersPastItsBoundOfRequestsInFlightAtOnce(Version version) throws Exception {
    CompletableFuture<Void> entered = new CompletableFuture<>();
    CompletableFuture<Void> release = new CompletableFuture<>();
    try (Served served =
            Served.with(
                HttpBounds.DEFAULTS.withRequestsInFlight(1),
                _ -> {
                  entered.complete(null);
                  release.join();
                  return ApiResponse.text(200, "late");
                });
        HttpClient client = Served.client(version)) {
      CompletableFuture<HttpResponse<String>> first =
          client.sendAsync(served.request("/").build(), BodyHandlers.ofString());
      entered.get(60, TimeUnit.SECONDS);
      HttpResponse<String> second =
          client.send(served.request("/").build(), BodyHandlers.ofString());
      release.complete(null);
      assertThat(second.statusCode()).isEqualTo(429);
      assertThat(second.headers().firstValue("retry-after")).contains("1");
      assertThat(first.get(60, TimeUnit.SECONDS).body()).isEqualTo("late");
    }
  }
}
