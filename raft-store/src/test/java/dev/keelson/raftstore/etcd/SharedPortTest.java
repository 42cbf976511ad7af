package dev.keelson.raftstore.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.mvcc.Alarm;
import dev.keelson.mvcc.Command;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SharedPortTest {
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Served served;

  @BeforeEach
  void start() throws IOException {
    served = Served.start();
  }

  @AfterEach
  void stop() {
    http.close();
    served.close();
  }

  @Test
  void grpcAndHttpShareAPortInAnyOrder() throws Exception {
    assertThat(get("/version").body())
        .isEqualTo("{\"etcdserver\":\"3.6.13\",\"etcdcluster\":\"3.6.0\",\"storage\":\"3.6.0\"}");
    assertThat(served.put("a", "1").getHeader().getRevision()).isEqualTo(2);
    assertThat(get("/health").body()).isEqualTo("{\"health\":\"true\",\"reason\":\"\"}");
    assertThat(served.put("a", "2").getHeader().getRevision()).isEqualTo(3);
  }

  @Test
  void bytesThatComeOneByOneAreUnderstoodToo() throws Exception {
    try (Socket socket = new Socket()) {
      socket.connect(served.address);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(5_000);
      for (byte b : "GET /version HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)) {
        socket.getOutputStream().write(b);
        socket.getOutputStream().flush();
      }
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 200 OK").contains("etcdserver");
    }
  }

  @Test
  void aWordThatBeginsLikeThePrefaceIsHttpNevertheless() throws Exception {
    try (Socket socket = new Socket()) {
      socket.connect(served.address);
      socket.setSoTimeout(5_000);
      socket
          .getOutputStream()
          .write("PRINT /version HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 405").contains("allow: GET");
    }
  }

  @Test
  void unknownPathsAndOtherMethodsAreRefused() throws Exception {
    assertThat(get("/nothing").statusCode()).isEqualTo(404);
    HttpResponse<String> posted =
        http.send(
            HttpRequest.newBuilder(uri("/health"))
                .POST(HttpRequest.BodyPublishers.ofString("x"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(posted.statusCode()).isEqualTo(405);
    assertThat(posted.headers().firstValue("allow")).contains("GET");
  }

  @Test
  void healthTellsAlarmsAndAMissingLeader() throws Exception {
    served.node.kv().submit(new Command.SetAlarm(true, new Alarm(5, Alarm.Kind.NOSPACE))).join();
    assertThat(get("/health").statusCode()).isEqualTo(503);
    assertThat(get("/health").body())
        .isEqualTo("{\"health\":\"false\",\"reason\":\"ALARM NOSPACE\"}\n");
    assertThat(get("/health?exclude=NOSPACE").statusCode()).isEqualTo(200);
    served.node.leader(false);
    assertThat(get("/health?exclude=NOSPACE").body()).contains("RAFT NO LEADER");
    assertThat(get("/health?exclude=NOSPACE&serializable=true").statusCode()).isEqualTo(200);
  }

  @Test
  void liveAndReadyTellTheirChecks() throws Exception {
    assertThat(get("/livez").body()).isEqualTo("ok\n");
    assertThat(get("/readyz?verbose").body())
        .isEqualTo(
            """
            [+]data_corruption ok
            [+]serializable_read ok
            [+]linearizable_read ok
            [+]non_learner ok
            ok
            """);
    served.node.leader(false);
    assertThat(get("/livez").statusCode()).isEqualTo(200);
    HttpResponse<String> unready = get("/readyz");
    assertThat(unready.statusCode()).isEqualTo(503);
    assertThat(unready.body()).contains("[-]linearizable_read failed: etcdserver: no leader\n");
    assertThat(get("/readyz/linearizable_read").statusCode()).isEqualTo(503);
    assertThat(get("/readyz/serializable_read").statusCode()).isEqualTo(200);
    assertThat(get("/readyz?exclude=linearizable_read").statusCode()).isEqualTo(200);
  }

  @Test
  void metricsAreCountedUnderEtcdsNames() throws Exception {
    served.put("a", "1");
    String text = get("/metrics").body();
    assertThat(text)
        .contains("etcd_server_has_leader 1\n")
        .contains("etcd_mvcc_db_total_size_in_bytes ")
        .contains(
            "grpc_server_handled_total{grpc_code=\"OK\",grpc_method=\"Put\",grpc_service=\"etcdserverpb.KV\",grpc_type=\"unary\"} 1\n")
        .contains(
            "grpc_server_handled_total{grpc_code=\"DeadlineExceeded\",grpc_method=\"Watch\",grpc_service=\"etcdserverpb.Watch\",grpc_type=\"bidi_stream\"} 0\n")
        .contains(
            "etcd_server_client_requests_total{client_api_version=\"unknown\",type=\"unary\"} 1\n")
        .contains("etcd_debugging_mvcc_keys_total 1\n")
        .contains("etcd_disk_wal_fsync_duration_seconds_bucket{le=\"+Inf\"} 0\n")
        .contains("etcd_server_proposals_failed_total 0\n")
        .contains("etcd_server_version{server_version=\"3.6.13\"} 1\n");
    assertThat(text.lines().filter(l -> l.startsWith("# TYPE")).distinct().count())
        .isEqualTo(text.lines().filter(l -> l.startsWith("# TYPE")).count());
  }

  @Test
  void metricsListenersSpeakHttpOnly() throws Exception {
    InetSocketAddress anywhere = new InetSocketAddress("127.0.0.1", 0);
    EtcdServerConfig c = EtcdServerConfig.on(anywhere);
    EtcdServerConfig two =
        new EtcdServerConfig(
            List.of(anywhere),
            List.of(anywhere),
            c.maxRequestBytes(),
            c.maxTxnOps(),
            c.maxConcurrentStreams(),
            c.keepAliveMinTime(),
            c.keepAliveInterval(),
            c.keepAliveTimeout(),
            c.watchProgressInterval(),
            c.warnRequestDuration(),
            c.electionTimeout(),
            false,
            c.tls());
    try (LocalNode node = LocalNode.inMemory();
        EtcdServer server = EtcdServer.start(node, two)) {
      int port = server.addresses().get(1).getPort();
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/livez")).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.body()).isEqualTo("ok\n");
    }
  }

  @Test
  void closingTakesNoLongerThanASecondOrSoWhateverClientsHoldOpen() throws Exception {
    WatchRecorder open = WatchRecorder.open(served.channel);
    open.create(
        dev.keelson.raftstore.etcd.pb.WatchCreateRequest.newBuilder().setKey(Served.bytes("a")));
    open.next();
    long start = System.nanoTime();

    served.server.close();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1_500));
    assertThat(open.closed.get().getDescription()).isEqualTo(EtcdErrors.STOPPED.message());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + served.address.getPort() + path);
  }
}
