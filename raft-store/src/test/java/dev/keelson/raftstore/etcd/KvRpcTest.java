package dev.keelson.raftstore.etcd;

import static dev.keelson.raftstore.etcd.Served.assertRefused;
import static dev.keelson.raftstore.etcd.Served.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.keelson.mvcc.Alarm;
import dev.keelson.raftstore.etcd.pb.CompactionRequest;
import dev.keelson.raftstore.etcd.pb.Compare;
import dev.keelson.raftstore.etcd.pb.DeleteRangeRequest;
import dev.keelson.raftstore.etcd.pb.DeleteRangeResponse;
import dev.keelson.raftstore.etcd.pb.PutRequest;
import dev.keelson.raftstore.etcd.pb.RangeRequest;
import dev.keelson.raftstore.etcd.pb.RangeResponse;
import dev.keelson.raftstore.etcd.pb.RangeStreamResponse;
import dev.keelson.raftstore.etcd.pb.RequestOp;
import dev.keelson.raftstore.etcd.pb.TxnRequest;
import dev.keelson.raftstore.etcd.pb.TxnResponse;
import dev.keelson.raftstore.etcd.pb.mvcc.KeyValue;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KvRpcTest {
  private Served served;

  @BeforeEach
  void start() throws IOException {
    served = Served.start();
  }

  @AfterEach
  void stop() {
    served.close();
  }

  @Test
  void rule64_everyAnswerCarriesClusterMemberTermAndRevision() {
    var header = served.put("a", "1").getHeader();

    assertThat(header.getClusterId()).isEqualTo(LocalNode.CLUSTER);
    assertThat(header.getMemberId()).isEqualTo(LocalNode.MEMBER);
    assertThat(header.getRaftTerm()).isEqualTo(2);
    assertThat(header.getRevision()).isEqualTo(2);
  }

  @Test
  void aPutIsRead() {
    served.put("a", "1");

    RangeResponse read = served.kv.range(get("a").build());

    assertThat(read.getCount()).isEqualTo(1);
    assertThat(read.getKvs(0))
        .isEqualTo(
            KeyValue.newBuilder()
                .setKey(bytes("a"))
                .setValue(bytes("1"))
                .setCreateRevision(2)
                .setModRevision(2)
                .setVersion(1)
                .build());
  }

  @Test
  void rule19_requestsAreCheckedBeforeAnythingElse() {
    assertRefused(EtcdErrors.EMPTY_KEY, () -> served.put("", "x"));
    assertRefused(EtcdErrors.EMPTY_KEY, () -> served.kv.range(RangeRequest.getDefaultInstance()));
    assertRefused(
        EtcdErrors.EMPTY_KEY, () -> served.kv.deleteRange(DeleteRangeRequest.getDefaultInstance()));
    assertRefused(
        EtcdErrors.VALUE_PROVIDED,
        () ->
            served.kv.put(
                PutRequest.newBuilder()
                    .setKey(bytes("a"))
                    .setValue(bytes("v"))
                    .setIgnoreValue(true)
                    .build()));
    assertRefused(
        EtcdErrors.LEASE_PROVIDED,
        () ->
            served.kv.put(
                PutRequest.newBuilder()
                    .setKey(bytes("a"))
                    .setLease(1)
                    .setIgnoreLease(true)
                    .build()));
    assertRefused(
        EtcdErrors.INVALID_SORT_OPTION,
        () -> served.kv.range(get("a").setSortOrderValue(7).build()));
    assertRefused(
        EtcdErrors.INVALID_SORT_OPTION,
        () -> served.kv.range(get("a").setSortTargetValue(7).build()));
  }

  @Test
  void rule20_whatAPutNeedsMustBeThere() {
    assertRefused(
        EtcdErrors.KEY_NOT_FOUND,
        () ->
            served.kv.put(PutRequest.newBuilder().setKey(bytes("a")).setIgnoreValue(true).build()));
    assertRefused(
        EtcdErrors.LEASE_NOT_FOUND,
        () -> served.kv.put(PutRequest.newBuilder().setKey(bytes("a")).setLease(77).build()));
  }

  @Test
  void rule21_aRequestThatIsTooLargeIsRefusedByUsAndAMuchLargerOneByGrpc() {
    int limit = 3 << 19;
    PutRequest fits =
        PutRequest.newBuilder().setKey(bytes("a")).setValue(zeros(limit - 64)).build();
    assertThat(served.kv.put(fits).getHeader().getRevision()).isEqualTo(2);

    assertRefused(
        EtcdErrors.REQUEST_TOO_LARGE,
        () ->
            served.kv.put(
                PutRequest.newBuilder().setKey(bytes("a")).setValue(zeros(limit)).build()));
    assertThatThrownBy(
            () ->
                served.kv.put(
                    PutRequest.newBuilder().setKey(bytes("a")).setValue(zeros(limit * 2)).build()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
    assertThat(served.put("b", "after").getHeader().getRevision()).isEqualTo(3);
  }

  @Test
  void rule8_limitMoreAndCount() {
    fill(25);

    RangeResponse read = served.kv.range(prefix("k").setLimit(10).build());

    assertThat(read.getKvsCount()).isEqualTo(10);
    assertThat(read.getMore()).isTrue();
    assertThat(read.getCount()).isEqualTo(25);
  }

  @Test
  void aLongRangeIsReadOnThePoolForScansAndComesWhole() {
    fill(2_500);

    RangeResponse read = served.kv.range(prefix("k").build());

    assertThat(read.getKvsCount()).isEqualTo(2_500);
    assertThat(read.getKvs(2_499).getKey()).isEqualTo(bytes("k02499"));
    RangeResponse sorted =
        served.kv.range(
            prefix("k")
                .setSortOrder(RangeRequest.SortOrder.DESCEND)
                .setSortTarget(RangeRequest.SortTarget.MOD)
                .setLimit(3)
                .build());
    assertThat(sorted.getKvs(0).getKey()).isEqualTo(bytes("k02499"));
    assertThat(sorted.getMore()).isTrue();
  }

  @Test
  void rule12_revisionsThatCannotBeReadAreRefused() {
    served.put("a", "1");
    served.put("a", "2");
    served.put("a", "3");
    served.kv.compact(CompactionRequest.newBuilder().setRevision(3).build());

    assertRefused(EtcdErrors.COMPACTED, () -> served.kv.range(get("a").setRevision(2).build()));
    assertRefused(EtcdErrors.FUTURE_REV, () -> served.kv.range(get("a").setRevision(5).build()));
    assertThat(served.kv.range(get("a").setRevision(3).build()).getKvs(0).getValue())
        .isEqualTo(bytes("2"));
    assertThat(served.kv.range(get("a").setRevision(-1).build()).getKvs(0).getValue())
        .isEqualTo(bytes("3"));
  }

  @Test
  void rule14_compactionsThatCannotBeAreRefused() {
    served.put("a", "1");
    served.put("a", "2");
    served.kv.compact(CompactionRequest.newBuilder().setRevision(2).setPhysical(true).build());

    assertRefused(
        EtcdErrors.COMPACTED,
        () -> served.kv.compact(CompactionRequest.newBuilder().setRevision(2).build()));
    assertRefused(
        EtcdErrors.FUTURE_REV,
        () ->
            served.kv.compact(
                CompactionRequest.newBuilder().setRevision(9).setPhysical(true).build()));
  }

  @Test
  void aDeletionTellsHowManyAndWhat() {
    fill(3);

    DeleteRangeResponse deleted =
        served.kv.deleteRange(
            DeleteRangeRequest.newBuilder()
                .setKey(bytes("k"))
                .setRangeEnd(bytes("l"))
                .setPrevKv(true)
                .build());

    assertThat(deleted.getDeleted()).isEqualTo(3);
    assertThat(deleted.getPrevKvsList())
        .extracting(kv -> kv.getKey().toStringUtf8())
        .containsExactly("k00000", "k00001", "k00002");
  }

  @Test
  void rule27_aTransactionAnswersWithTheRevisionInsideAndOutside() {
    TxnResponse answer =
        served.kv.txn(
            TxnRequest.newBuilder()
                .addCompare(
                    Compare.newBuilder()
                        .setKey(bytes("a"))
                        .setTarget(Compare.CompareTarget.MOD)
                        .setModRevision(0))
                .addSuccess(putOp("a", "1"))
                .addSuccess(rangeOp("a", 0))
                .build());

    assertThat(answer.getSucceeded()).isTrue();
    assertThat(answer.getHeader().getRevision()).isEqualTo(2);
    assertThat(answer.getResponses(0).getResponsePut().getHeader().getRevision()).isEqualTo(2);
    assertThat(answer.getResponses(0).getResponsePut().getHeader().getMemberId()).isZero();
    assertThat(answer.getResponses(1).getResponseRange().getKvs(0).getValue())
        .isEqualTo(bytes("1"));
  }

  @Test
  void rule22_and_23_transactionsAreCheckedBeforeTheLog() {
    TxnRequest.Builder many = TxnRequest.newBuilder();
    for (int i = 0; i < 129; i++) {
      many.addSuccess(putOp("k" + i, "v"));
    }
    assertRefused(EtcdErrors.TOO_MANY_OPS, () -> served.kv.txn(many.build()));
    assertRefused(
        EtcdErrors.DUPLICATE_KEY,
        () ->
            served.kv.txn(
                TxnRequest.newBuilder()
                    .addSuccess(putOp("a", "1"))
                    .addSuccess(putOp("a", "2"))
                    .build()));
    assertRefused(
        EtcdErrors.KEY_NOT_FOUND,
        () ->
            served.kv.txn(
                TxnRequest.newBuilder().addSuccess(RequestOp.getDefaultInstance()).build()));
    assertRefused(
        EtcdErrors.EMPTY_KEY,
        () ->
            served.kv.txn(
                TxnRequest.newBuilder().addCompare(Compare.getDefaultInstance()).build()));
    assertRefused(
        EtcdErrors.INVALID_SORT_OPTION,
        () ->
            served.kv.txn(
                TxnRequest.newBuilder()
                    .addFailure(
                        RequestOp.newBuilder().setRequestRange(get("a").setSortOrderValue(9)))
                    .build()));
    assertThat(served.node.kv().revision()).isEqualTo(1);
  }

  @Test
  void rule26_aTransactionThatOnlyReadsAnswersFromOneView() {
    served.put("a", "1");

    TxnResponse answer =
        served.kv.txn(
            TxnRequest.newBuilder()
                .addCompare(
                    Compare.newBuilder()
                        .setKey(bytes("a"))
                        .setTarget(Compare.CompareTarget.VALUE)
                        .setValue(bytes("2")))
                .addSuccess(rangeOp("b", 0))
                .addFailure(rangeOp("a", 0))
                .build());

    assertThat(answer.getSucceeded()).isFalse();
    assertThat(answer.getHeader().getRevision()).isEqualTo(2);
    assertThat(answer.getResponses(0).getResponseRange().getCount()).isEqualTo(1);
    assertRefused(
        EtcdErrors.COMPACTED,
        () -> served.kv.txn(TxnRequest.newBuilder().addSuccess(rangeOp("a", -2)).build()));
    assertRefused(
        EtcdErrors.FUTURE_REV,
        () -> served.kv.txn(TxnRequest.newBuilder().addSuccess(rangeOp("a", 99)).build()));
  }

  @Test
  void rule57_overTheQuotaThisMemberRaisesTheAlarmAndWritesAreRefused()
      throws InterruptedException {
    served.put("a", "1");
    served.node.quota(2_000);
    Thread.sleep(20); // the gate's sample grows old

    assertRefused(
        EtcdErrors.NO_SPACE,
        () ->
            served.kv.put(
                PutRequest.newBuilder().setKey(bytes("b")).setValue(zeros(4_000)).build()));

    Alarm alarm = new Alarm(LocalNode.MEMBER, Alarm.Kind.NOSPACE);
    for (int i = 0; i < 500 && !served.node.alarms().contains(alarm); i++) {
      Thread.sleep(10);
    }
    assertThat(served.node.alarms()).containsExactly(alarm);
    assertRefused(EtcdErrors.NO_SPACE, () -> served.put("c", "small"));
    assertThat(served.kv.range(get("a").build()).getCount()).isEqualTo(1);
    served.kv.deleteRange(DeleteRangeRequest.newBuilder().setKey(bytes("a")).build());
  }

  @Test
  void aStreamedRangeIsTheRangeInPieces() {
    fill(2_000);

    List<RangeResponse> chunks = stream(prefix("k").build());

    assertThat(chunks).hasSizeGreaterThan(3);
    assertThat(chunks.getFirst().getKvsCount()).isEqualTo(10);
    for (RangeResponse chunk : chunks.subList(0, chunks.size() - 1)) {
      assertThat(chunk.hasHeader()).isFalse();
      assertThat(chunk.getCount()).isZero();
      assertThat(chunk.getMore()).isFalse();
    }
    RangeResponse last = chunks.getLast();
    assertThat(last.getHeader().getRevision()).isEqualTo(2_001);
    assertThat(last.getCount()).isEqualTo(2_000);
    assertThat(last.getMore()).isFalse();
    List<KeyValue> all = new ArrayList<>();
    chunks.forEach(c -> all.addAll(c.getKvsList()));
    assertThat(all).isEqualTo(served.kv.range(prefix("k").build()).getKvsList());
  }

  @Test
  void aStreamedRangeHonoursLimitAndCountAndRevision() {
    fill(100);

    List<RangeResponse> limited = stream(prefix("k").setLimit(15).build());
    assertThat(limited.stream().mapToInt(RangeResponse::getKvsCount).sum()).isEqualTo(15);
    assertThat(limited.getLast().getMore()).isTrue();
    assertThat(limited.getLast().getCount()).isEqualTo(100);

    List<RangeResponse> old = stream(prefix("k").setRevision(51).setKeysOnly(true).build());
    assertThat(old.stream().mapToInt(RangeResponse::getKvsCount).sum()).isEqualTo(50);
    assertThat(old.getLast().getHeader().getRevision()).isEqualTo(101);
    assertThat(old.getFirst().getKvs(0).getValue().isEmpty()).isTrue();

    assertThat(stream(prefix("k").setCountOnly(true).build()))
        .singleElement()
        .satisfies(only -> assertThat(only.getCount()).isEqualTo(100));
    assertThat(stream(prefix("none").build()))
        .singleElement()
        .satisfies(only -> assertThat(only.hasHeader()).isTrue());
  }

  @Test
  void aStreamedRangeRefusesWhatItCannotDo() {
    assertRefused(EtcdErrors.EMPTY_KEY, () -> stream(RangeRequest.getDefaultInstance()));
    assertRefused(EtcdErrors.FUTURE_REV, () -> stream(get("a").setRevision(9).build()));
    assertThatThrownBy(() -> stream(get("a").setSortOrder(RangeRequest.SortOrder.DESCEND).build()))
        .hasMessage("UNIMPLEMENTED: RangeStream does not support custom sort orders");
    assertThatThrownBy(() -> stream(get("a").setMinModRevision(1).build()))
        .hasMessage("UNIMPLEMENTED: RangeStream does not support revision filters");
  }

  @Test
  void whatIsNotServedIsUnimplemented() {
    assertThatThrownBy(
            () ->
                dev.keelson.raftstore.etcd.pb.AuthGrpc.newBlockingStub(served.channel)
                    .authEnable(
                        dev.keelson.raftstore.etcd.pb.AuthEnableRequest.getDefaultInstance()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED));
  }

  private List<RangeResponse> stream(RangeRequest request) {
    List<RangeResponse> chunks = new ArrayList<>();
    Iterator<RangeStreamResponse> answers = served.kv.rangeStream(request);
    while (answers.hasNext()) {
      chunks.add(answers.next().getRangeResponse());
    }
    return chunks;
  }

  private void fill(int keys) {
    for (int i = 0; i < keys; i++) {
      served.node.kv().submit(dev.keelson.mvcc.Command.Put.of("k%05d".formatted(i), "value " + i));
    }
    served.node.kv().submit(new dev.keelson.mvcc.Command.LeaseRevoke(1)).join();
  }

  private static ByteString zeros(int size) {
    return ByteString.copyFrom(new byte[size]);
  }

  private static RangeRequest.Builder get(String key) {
    return RangeRequest.newBuilder().setKey(bytes(key));
  }

  private static RangeRequest.Builder prefix(String prefix) {
    String end =
        prefix.substring(0, prefix.length() - 1) + (char) (prefix.charAt(prefix.length() - 1) + 1);
    return RangeRequest.newBuilder().setKey(bytes(prefix)).setRangeEnd(bytes(end));
  }

  private static RequestOp putOp(String key, String value) {
    return RequestOp.newBuilder()
        .setRequestPut(PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value)))
        .build();
  }

  private static RequestOp rangeOp(String key, long revision) {
    return RequestOp.newBuilder().setRequestRange(get(key).setRevision(revision)).build();
  }
}
