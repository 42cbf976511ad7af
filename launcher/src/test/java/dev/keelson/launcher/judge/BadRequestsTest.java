package dev.keelson.launcher.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.PutResponse;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.grpc.Status;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests that must be refused, with etcd's exact code and text, and change nothing. */
@Tag("judge")
@Timeout(60)
class BadRequestsTest {
  @TempDir static Path directory;
  private static EtcdProcess server;
  private static EtcdClient client;

  @BeforeAll
  static void start() {
    server = EtcdProcess.single(Binary.ours(), directory.resolve("data")).start();
    client = EtcdClient.to(server);
  }

  @AfterAll
  static void stop() {
    if (client != null) {
      client.close();
      server.close();
    }
  }

  @Test
  void anOversizeRequestIsRefusedAndTheNextOneServed() {
    PutRequest large =
        PutRequest.newBuilder()
            .setKey(Probe.bytes("large"))
            .setValue(ByteString.copyFrom(new byte[1_600_000]))
            .build();
    refused(large, Status.Code.INVALID_ARGUMENT, "etcdserver: request is too large");
    PutRequest larger = large.toBuilder().setValue(ByteString.copyFrom(new byte[3 << 20])).build();
    assertThat(client.call(larger))
        .isInstanceOfSatisfying(
            Answer.Error.class,
            error -> assertThat(error.code()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
    PutRequest fits = large.toBuilder().setValue(ByteString.copyFrom(new byte[1_500_000])).build();
    client.call(fits).as(PutResponse.class);
  }

  @Test
  void anEmptyKeyIsRefusedEverywhere() {
    String text = "etcdserver: key is not provided";
    refused(PutRequest.getDefaultInstance(), Status.Code.INVALID_ARGUMENT, text);
    refused(RangeRequest.getDefaultInstance(), Status.Code.INVALID_ARGUMENT, text);
    refused(DeleteRangeRequest.getDefaultInstance(), Status.Code.INVALID_ARGUMENT, text);
    TxnRequest txn =
        TxnRequest.newBuilder()
            .addFailure(RequestOp.newBuilder().setRequestPut(PutRequest.getDefaultInstance()))
            .build();
    refused(txn, Status.Code.INVALID_ARGUMENT, text);
  }

  @Test
  void anUnknownLeaseIsRefused() {
    String text = "etcdserver: requested lease not found";
    PutRequest put = Probe.put("k", "v").toBuilder().setLease(4711).build();
    refused(put, Status.Code.NOT_FOUND, text);
    refused(LeaseRevokeRequest.newBuilder().setID(4711).build(), Status.Code.NOT_FOUND, text);
  }

  @Test
  void compactedAndFutureRevisionsAreRefused() {
    client.call(Probe.put("k", "1")).as(PutResponse.class);
    client.call(Probe.put("k", "2")).as(PutResponse.class);
    long revision =
        client.call(Probe.put("k", "3")).as(PutResponse.class).getHeader().getRevision();
    CompactionRequest compaction =
        CompactionRequest.newBuilder().setRevision(revision).setPhysical(true).build();
    assertThat(client.call(compaction)).isInstanceOf(Answer.Reply.class);
    String compacted = "etcdserver: mvcc: required revision has been compacted";
    refused(compaction, Status.Code.OUT_OF_RANGE, compacted);
    RangeRequest before = Probe.get("k").toBuilder().setRevision(revision - 1).build();
    refused(before, Status.Code.OUT_OF_RANGE, compacted);
    String future = "etcdserver: mvcc: required revision is a future revision";
    RangeRequest after = Probe.get("k").toBuilder().setRevision(revision + 100).build();
    refused(after, Status.Code.OUT_OF_RANGE, future);
    CompactionRequest ahead = CompactionRequest.newBuilder().setRevision(revision + 100).build();
    refused(ahead, Status.Code.OUT_OF_RANGE, future);
  }

  /**
   * Rule 9. etcd before 3.6 crashes on these, so the differential test does not send them there.
   */
  @Test
  void rule9_anUnknownSortOptionIsRefused() {
    org.junit.jupiter.api.Assumptions.assumeTrue(
        Binary.ours().version().hasFixOf(Integer.MAX_VALUE, Integer.MAX_VALUE),
        "skipped: this etcd is older than 3.6");
    String text = "etcdserver: invalid sort option";
    RangeRequest target = Probe.get("k").toBuilder().setSortTargetValue(9).build();
    RangeRequest order = Probe.get("k").toBuilder().setSortOrderValue(7).build();
    refused(target, Status.Code.INVALID_ARGUMENT, text);
    refused(order, Status.Code.INVALID_ARGUMENT, text);
  }

  private static void refused(Message request, Status.Code code, String text) {
    Answer answer = client.call(request);
    assertThat(answer)
        .as(request.getClass().getSimpleName() + server.log())
        .isEqualTo(new Answer.Error(code, text));
  }
}
