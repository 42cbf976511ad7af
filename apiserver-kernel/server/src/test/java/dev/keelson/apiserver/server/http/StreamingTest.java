package dev.keelson.apiserver.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.server.ApiResponse;
import dev.keelson.apiserver.server.BodyStream;
import dev.keelson.apiserver.server.Headers;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers that come as they come: watches, logs. */
class StreamingTest {
  private static ApiResponse streaming(BodyStream body) {
    return new ApiResponse.Streaming(200, Headers.of("content-type", "application/json"), body);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void eachEventArrivesBeforeTheNextIsThere(Version version) throws Exception {
    Tap tap = new Tap();
    try (Served served = Served.with(_ -> streaming(tap));
        HttpClient client = Served.client(version)) {
      HttpResponse<InputStream> response =
          client.send(served.request("/").build(), BodyHandlers.ofInputStream());
      assertThat(response.statusCode()).isEqualTo(200);
      BufferedReader lines = new BufferedReader(new InputStreamReader(response.body()));
      for (int i = 0; i < 100; i++) {
        tap.give("event " + i + "\n");
        assertThat(lines.readLine()).isEqualTo("event " + i);
      }
      tap.end();
      assertThat(lines.readLine()).isNull();
      tap.closed.get(60, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void manyWatchesOfOneConnectionGetEveryEvent(Version version) throws Exception {
    List<Tap> taps = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      taps.add(new Tap());
    }
    try (Served served =
            Served.with(
                request -> streaming(taps.get(Integer.parseInt(request.path().substring(1)))));
        HttpClient client = Served.client(version)) {
      List<BufferedReader> watches = new ArrayList<>();
      for (int i = 0; i < taps.size(); i++) {
        watches.add(
            new BufferedReader(
                new InputStreamReader(
                    client
                        .send(served.request("/" + i).build(), BodyHandlers.ofInputStream())
                        .body())));
      }
      for (int event = 0; event < 20; event++) {
        for (Tap tap : taps) {
          tap.give(event + "\n");
        }
      }
      for (BufferedReader watch : watches) {
        for (int event = 0; event < 20; event++) {
          assertThat(watch.readLine()).isEqualTo("" + event);
        }
      }
      taps.forEach(Tap::end); // this client closes when its answers have ended
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void aBodyIsClosedWhenItsClientGoes(Version version) throws Exception {
    Tap tap = new Tap();
    try (Served served = Served.with(_ -> streaming(tap))) {
      try (HttpClient client = Served.client(version)) {
        InputStream body =
            client.send(served.request("/").build(), BodyHandlers.ofInputStream()).body();
        tap.give("x");
        assertThat(body.read()).isEqualTo('x');
        body.close();
        tap.closed.get(60, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void aWatchOverHttp1IsClosedWhenTheClientSendsNoMore() throws Exception {
    Tap tap = new Tap();
    try (Served served = Served.with(_ -> streaming(tap));
        SSLSocket socket = served.socket()) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes());
      tap.ready.get(60, TimeUnit.SECONDS);
      socket.shutdownOutput();
      tap.closed.get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void aResetStreamClosesItsBodyAndLeavesTheOthers() throws Exception {
    Tap first = new Tap();
    Tap second = new Tap();
    try (Served served =
            Served.with(request -> streaming(request.path().equals("/1") ? first : second));
        RawHttp2 client = new RawHttp2(served)) {
      client.get(1, "/1");
      client.get(3, "/2");
      first.ready.get(60, TimeUnit.SECONDS);
      second.ready.get(60, TimeUnit.SECONDS);
      client.reset(1);
      first.closed.get(60, TimeUnit.SECONDS);
      second.give("still here");
      RawHttp2.Frame data = client.read(RawHttp2.DATA);
      assertThat(data.stream()).isEqualTo(3);
      assertThat(new String(data.payload(), StandardCharsets.UTF_8)).isEqualTo("still here");
      assertThat(second.closed).isNotDone();
    }
    second.closed.get(60, TimeUnit.SECONDS);
  }

  @Test
  void anAnswerToAClientThatHasGoneIsClosed() throws Exception {
    Tap tap = new Tap();
    var entered = new java.util.concurrent.CompletableFuture<Void>();
    var release = new java.util.concurrent.CompletableFuture<Void>();
    try (Served served =
        Served.with(
            _ -> {
              entered.complete(null);
              release.join();
              return streaming(tap);
            })) {
      try (RawHttp2 client = new RawHttp2(served)) {
        client.get(1, "/");
        entered.get(60, TimeUnit.SECONDS);
        client.reset(1);
        client.ping();
        client.read(RawHttp2.PING); // so the reset was seen
        release.complete(null);
        tap.closed.get(60, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void pullsNoMoreThanAStreamsWindowAndABatch() throws Exception {
    AtomicLong pulled = new AtomicLong();
    byte[] kilobyte = new byte[1024];
    BodyStream endless = new Endless(pulled, kilobyte);
    try (Served served = Served.with(_ -> streaming(endless));
        RawHttp2 client = new RawHttp2(served)) {
      client.grant(0, 1 << 30);
      client.get(1, "/");
      int window = 65_535;
      long received = 0;
      for (int round = 0; round < 20; round++) {
        while (received < window + round * 100_000L) {
          RawHttp2.Frame frame = client.read(RawHttp2.DATA);
          received += frame.payload().length;
          assertThat(pulled.get() - received).isLessThan(window + 600_000L);
        }
        assertThat(received).isEqualTo(window + round * 100_000L);
        client.grant(1, 100_000);
      }
    }
  }

  @Test
  void pullsNoMoreThanASocketTakes() throws Exception {
    AtomicLong pulled = new AtomicLong();
    try (Served served = Served.with(_ -> streaming(new Endless(pulled, new byte[1024])));
        SSLSocket socket = served.socket()) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes());
      byte[] buffer = new byte[16_384];
      long received = 0;
      while (received < 20_000_000) {
        received += socket.getInputStream().read(buffer);
        // the kernel's buffers on both sides hold a few megabytes
        assertThat(pulled.get() - received).isLessThan(30_000_000);
      }
    }
  }

  private record Endless(AtomicLong pulled, byte[] piece) implements BodyStream {
    @Override
    public void onReady(Runnable wake) {
      // always ready
    }

    @Override
    public Next poll() {
      pulled.addAndGet(piece.length);
      return new Next.Bytes(List.of(ByteBuffer.wrap(piece)));
    }

    @Override
    public void close() {
      // holds nothing
    }
  }

  @Test
  void aBodyThatFailsIsCutOffAndNotEnded() throws Exception {
    BodyStream failing =
        new BodyStream() {
          @Override
          public void onReady(Runnable wake) {}

          @Override
          public Next poll() {
            throw new IllegalStateException("broken on purpose");
          }

          @Override
          public void close() {}
        };
    try (Served served = Served.with(_ -> streaming(failing))) {
      try (RawHttp2 client = new RawHttp2(served)) {
        client.get(1, "/");
        assertThat(client.read(RawHttp2.RST_STREAM).number()).isEqualTo(2); // INTERNAL_ERROR
      }
      try (SSLSocket socket = served.socket()) {
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes());
        String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(all).doesNotContain("\r\n0\r\n");
      }
    }
  }
}
