package dev.keelson.apiserver.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.apiserver.server.ApiResponse;
import dev.keelson.apiserver.server.Headers;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClosingTest {
  @ParameterizedTest
  @EnumSource(Version.class)
  void finishesWhatRunsAndEndsWhatStreams(Version version) throws Exception {
    Tap tap = new Tap();
    CompletableFuture<Void> entered = new CompletableFuture<>();
    CompletableFuture<Void> release = new CompletableFuture<>();
    try (Served served =
            Served.with(
                request -> {
                  if (request.path().equals("/watch")) {
                    return new ApiResponse.Streaming(200, Headers.NONE, tap);
                  }
                  entered.complete(null);
                  release.join();
                  return ApiResponse.text(200, "finished");
                });
        HttpClient client = Served.client(version)) {
      InputStream watch =
          client.send(served.request("/watch").build(), BodyHandlers.ofInputStream()).body();
      tap.give("x");
      assertThat(watch.read()).isEqualTo('x');
      CompletableFuture<HttpResponse<String>> slow =
          client.sendAsync(served.request("/slow").build(), BodyHandlers.ofString());
      entered.get(60, TimeUnit.SECONDS);

      CompletableFuture<Void> closing = CompletableFuture.runAsync(served.server::close);
      assertThat(watch.read()).isEqualTo(-1); // ended, not broken
      tap.closed.get(60, TimeUnit.SECONDS);
      release.complete(null);

      assertThat(slow.get(60, TimeUnit.SECONDS).body()).isEqualTo("finished");
      closing.get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void saysGoodbyeToHttp2() throws Exception {
    try (Served served = Served.with(_ -> ApiResponse.text(200, "x"));
        RawHttp2 client = new RawHttp2(served)) {
      client.get(1, "/");
      client.read(RawHttp2.DATA);
      served.close();
      assertThat(client.read(RawHttp2.GOAWAY).number()).isEqualTo(1);
    }
  }

  @Test
  void aPortThatIsTakenIsSaid() {
    try (Served served = Served.with(_ -> ApiResponse.text(200, "x"))) {
      assertThatThrownBy(() -> served.again())
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("listen 127.0.0.1:" + served.server.port());
    }
  }

  @Test
  void holdsManyIdleConnections() throws Exception {
    Duration ages = Duration.ofMinutes(10);
    try (Served served =
        Served.with(
            HttpBounds.DEFAULTS.withPatience(ages, ages, ages), _ -> ApiResponse.text(200, "x"))) {
      List<SSLSocket> idle = new ArrayList<>();
      try {
        for (int i = 0; i < 200; i++) {
          idle.add(served.socket());
        }
        for (int i = 0; i < idle.size(); i += 20) {
          idle.get(i).getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes());
          assertThat(idle.get(i).getInputStream().read()).isEqualTo('H');
        }
        assertThat(served.server.connections()).isEqualTo(200);
      } finally {
        for (SSLSocket socket : idle) {
          socket.close();
        }
      }
    }
  }

  @AfterAll
  static void nothingLeaked() throws Exception {
    for (int i = 0; i < 3; i++) {
      System.gc();
      try (Served served = Served.with(_ -> ApiResponse.text(200, "x"));
          HttpClient client = Served.client(Version.HTTP_2)) {
        client.send(served.request("/").build(), BodyHandlers.ofString());
      }
    }
    assertThat(Leaks.reports()).isEmpty();
  }
}
