package dev.keelson.launcher.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.ApiResponse;
import dev.keelson.apiserver.server.BodyStream;
import dev.keelson.apiserver.server.Headers;
import dev.keelson.apiserver.server.assembly.ApiServer;
import dev.keelson.apiserver.server.assembly.ApiServerConfig;
import dev.keelson.mvcc.Outcome;
import dev.keelson.raftstore.etcd.client.EtcdEndpoints;
import dev.keelson.raftstore.etcd.client.EtcdKvStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two of our API servers on one store that is another process: etcd's and our own. What is written
 * through one is there in the other's next list and in its watches, also after the store was
 * killed. With a real kube-apiserver ({@code KUBE_APISERVER}) in the second's place each reads what
 * the other wrote.
 */
@Tag("judge")
class ApiserverOnEtcdTest {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";

  @TempDir Path directory;

  /** An API server with a connection of its own. */
  private static final class Kernel implements AutoCloseable {
    final EtcdKvStore store;
    final ApiServer api;

    Kernel(EtcdProcess member) {
      store = EtcdKvStore.open(EtcdEndpoints.of("http://" + member.endpoint()));
      api = ApiServer.open(store, ApiServerConfig.embedded());
    }

    String send(int status, String method, String path, String body) {
      ApiResponse answer =
          api.handle(
              ApiRequest.of(
                  method,
                  path,
                  Headers.of("content-type", "application/json"),
                  body.getBytes(StandardCharsets.UTF_8)));
      String text = text(((ApiResponse.Complete) answer).body());
      assertThat(answer.status()).as(text).isEqualTo(status);
      return text;
    }

    /** As often as it takes, for a store that comes back. */
    void create(String name) throws InterruptedException {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (true) {
        ApiResponse answer =
            api.handle(
                ApiRequest.of(
                    "POST",
                    MAPS,
                    Headers.of("content-type", "application/json"),
                    map(name).getBytes(StandardCharsets.UTF_8)));
        if (answer.status() == 201 || answer.status() == 409) {
          return;
        }
        assertThat(System.nanoTime())
            .as("created in time: " + text(((ApiResponse.Complete) answer).body()))
            .isLessThan(end);
        Thread.sleep(50);
      }
    }

    BodyStream watch(Semaphore woken) {
      ApiResponse answer = api.handle(ApiRequest.of("GET", MAPS + "?watch=1&resourceVersion=0"));
      BodyStream stream = ((ApiResponse.Streaming) answer).body();
      stream.onReady(woken::release);
      return stream;
    }

    @Override
    public void close() {
      api.close();
      store.close();
    }
  }

  private static String map(String name) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\"},\"data\":{\"a\":\"b\"}}"
        .formatted(name);
  }

  private static String text(List<ByteBuffer> pieces) {
    StringBuilder text = new StringBuilder();
    pieces.forEach(each -> text.append(StandardCharsets.UTF_8.decode(each.duplicate())));
    return text.toString();
  }

  private static void until(BodyStream stream, Semaphore woken, String wanted) throws Exception {
    StringBuilder seen = new StringBuilder();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (seen.indexOf("\"" + wanted + "\"") < 0) {
      switch (stream.poll()) {
        case BodyStream.Next.Bytes(List<ByteBuffer> pieces) -> seen.append(text(pieces));
        case BodyStream.Next.Nothing _ -> woken.tryAcquire(100, TimeUnit.MILLISECONDS);
        case BodyStream.Next.End _ -> throw new AssertionError("the watch ended: " + seen);
      }
      assertThat(System.nanoTime()).as(wanted + " told; so far " + seen).isLessThan(end);
    }
  }

  @Test
  @Timeout(300)
  void twoServersOnRealEtcd() throws Exception {
    judge(Binary.realEtcd());
  }

  @Test
  @Timeout(300)
  void twoServersOnAMemberOfOurs() throws Exception {
    judge(Binary.ours());
  }

  private void judge(Binary binary) throws Exception {
    try (EtcdProcess member = EtcdProcess.single(binary, directory.resolve("data")).start();
        Kernel first = new Kernel(member);
        Kernel second = new Kernel(member)) {
      Semaphore woken = new Semaphore(0);
      BodyStream watch = second.watch(woken);
      long slowest = 0;
      for (int i = 0; i < 20; i++) {
        first.send(201, "POST", MAPS, map("map-" + i));
        long start = System.nanoTime();
        assertThat(second.send(200, "GET", MAPS, "")).contains("\"map-" + i + "\"");
        // Nothing of this kind changed: how far its watch is must be told.
        second.send(200, "GET", "/api/v1/namespaces/default/secrets", "");
        slowest = Math.max(slowest, System.nanoTime() - start);
      }
      until(watch, woken, "map-19");
      Outcome<Long> compacted =
          first.store.compactPhysically(first.store.revision()).get(60, TimeUnit.SECONDS);
      assertThat(compacted).isInstanceOf(Outcome.Ok.class);
      first.send(201, "POST", MAPS, map("after-compaction"));
      assertThat(second.send(200, "GET", MAPS, "")).contains("after-compaction");

      watch.close();

      member.kill();
      member.start();
      first.create("after-restart");
      // A watch may end with its store; who asks again is told everything.
      second.create("after-restart-too");
      Semaphore again = new Semaphore(0);
      try (BodyStream anew = second.watch(again)) {
        until(anew, again, "after-restart");
      }
      assertThat(second.send(200, "GET", MAPS, "")).contains("\"after-restart\"", "\"map-0\"");
      System.out.printf(
          "apiserver | two on %s | slowest of 20 pairs of consistent lists after a write elsewhere"
              + " %.1f ms |%n",
          binary.label(), slowest / 1e6);
    }
  }

  @Test
  @Timeout(300)
  void aRealApiServerReadsWhatOursWroteAndOursWhatItWrote() throws Exception {
    Binary theirs = Binary.kubeApiserver();
    try (EtcdCluster cluster = EtcdCluster.start(Binary.realEtcd(), 1, directory);
        KubeApiserver real = KubeApiserver.start(theirs, cluster, directory.resolve("kubernetes"));
        Kernel ours = new Kernel(cluster.member(0))) {
      assertThat(real.send("POST", MAPS, map("theirs")).statusCode()).isEqualTo(201);
      ours.send(201, "POST", MAPS, map("ours"));

      assertThat(ours.send(200, "GET", MAPS, "")).contains("\"theirs\"", "\"ours\"");
      assertThat(real.send("GET", MAPS, "").body()).contains("\"theirs\"", "\"ours\"");
      String read = real.send("GET", MAPS + "/ours", "").body();
      assertThat(real.send("PUT", MAPS + "/ours", read.replace("\"b\"", "\"c\"")).statusCode())
          .isEqualTo(200);
      assertThat(ours.send(200, "GET", MAPS + "/ours", "")).contains("\"a\":\"c\"");
      ours.send(200, "DELETE", MAPS + "/theirs", "");
      assertThat(real.send("GET", MAPS + "/theirs", "").statusCode()).isEqualTo(404);
    }
  }
}
