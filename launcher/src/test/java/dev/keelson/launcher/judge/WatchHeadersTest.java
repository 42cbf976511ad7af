package dev.keelson.launcher.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.WatchCancelRequest;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchProgressRequest;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The revision that the header of every kind of watch response tells, in a fixed order of steps, as
 * real etcd does.
 */
final class WatchHeadersTest {
  private static final ByteString KEY = ByteString.copyFromUtf8("k");

  /** Of a create request; the stubs lack it. */
  private static final int WATCH_ID = 7;

  @TempDir Path directory;

  @Test
  void rule34_headersTellTheRevisionThatEtcdsTell() throws InterruptedException {
    Binary etcd = Binary.realEtcd();
    // Rule 31: 3.4 takes a negative start for a real one.
    boolean negative = etcd.version().hasFixOf(99, 0);
    List<String> expected = told(etcd, "etcd", negative);
    assertThat(told(Binary.ours(), "ours", negative)).isEqualTo(expected);
  }

  private List<String> told(Binary binary, String name, boolean negative)
      throws InterruptedException {
    try (EtcdProcess server = EtcdProcess.single(binary, directory.resolve(name)).start();
        EtcdClient client = EtcdClient.to(server)) {
      Script script = new Script(client);
      script.run(negative);
      return script.told;
    }
  }

  /** Each step waits for its answers, so that nothing depends on how fast a server is. */
  private static final class Script implements StreamObserver<WatchResponse> {
    final List<String> told = new ArrayList<>();
    private final EtcdClient client;
    private final BlockingQueue<WatchResponse> responses = new LinkedBlockingQueue<>();
    private final StreamObserver<WatchRequest> requests;

    Script(EtcdClient client) {
      this.client = client;
      this.requests = client.watch(this);
    }

    void run(boolean negative) throws InterruptedException {
      put(9);
      // What nobody watches: the head is not the last event.
      client.call(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("other")).build());
      step("created in the past", create(1).setStartRevision(2), 2);
      step("created now", create(2), 1);
      put(1);
      take("live", 2);
      step("created at the head", create(3).setStartRevision(12), 2);
      step("created for one past revision", create(4).setStartRevision(10).setPrevKv(true), 2);
      ask(
          "progress",
          WatchRequest.newBuilder().setProgressRequest(WatchProgressRequest.getDefaultInstance()));
      step("created in the future", create(5).setStartRevision(100), 1);
      ask(
          "cancel",
          WatchRequest.newBuilder()
              .setCancelRequest(WatchCancelRequest.newBuilder().setWatchId(1)));
      step("duplicate id", create(2), 1);
      if (negative) {
        step("negative start", create(6).setStartRevision(-1), 1);
      }
      step("empty range", create(7).setRangeEnd(KEY), 1);
      client.call(CompactionRequest.newBuilder().setRevision(8).build());
      step("compacted", create(8).setStartRevision(3), 2);
      step("created at the compacted revision", create(9).setStartRevision(8), 2);
      requests.onError(Status.CANCELLED.asRuntimeException());
    }

    private void put(int times) {
      for (int i = 0; i < times; i++) {
        client.call(PutRequest.newBuilder().setKey(KEY).build());
      }
    }

    private static WatchCreateRequest.Builder create(long id) {
      UnknownFieldSet.Field watchId = UnknownFieldSet.Field.newBuilder().addVarint(id).build();
      return WatchCreateRequest.newBuilder()
          .setKey(KEY)
          .setUnknownFields(UnknownFieldSet.newBuilder().addField(WATCH_ID, watchId).build());
    }

    private void step(String what, WatchCreateRequest.Builder create, int answers)
        throws InterruptedException {
      requests.onNext(WatchRequest.newBuilder().setCreateRequest(create).build());
      take(what, answers);
    }

    private void ask(String what, WatchRequest.Builder request) throws InterruptedException {
      requests.onNext(request.build());
      take(what, 1);
    }

    /** Watches of one stream may be told in any order. */
    private void take(String what, int answers) throws InterruptedException {
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < answers; i++) {
        WatchResponse response = responses.poll(5, TimeUnit.SECONDS);
        lines.add(what + ": " + (response == null ? "nothing" : text(response)));
      }
      lines.sort(null);
      told.addAll(lines);
    }

    private static String text(WatchResponse r) {
      return "watch %d created %s canceled %s compacted %d events %d header %d %s"
          .formatted(
              r.getWatchId(),
              r.getCreated(),
              r.getCanceled(),
              r.getCompactRevision(),
              r.getEventsCount(),
              r.getHeader().getRevision(),
              r.getCancelReason());
    }

    @Override
    public void onNext(WatchResponse response) {
      responses.add(response);
    }

    @Override
    public void onError(Throwable problem) {}

    @Override
    public void onCompleted() {}
  }
}
