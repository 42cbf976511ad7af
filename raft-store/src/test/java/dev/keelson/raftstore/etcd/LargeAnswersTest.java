package dev.keelson.raftstore.etcd;

import static dev.keelson.raftstore.etcd.Served.assertRefused;
import static dev.keelson.raftstore.etcd.Served.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.keelson.raftstore.etcd.pb.KVGrpc;
import dev.keelson.raftstore.etcd.pb.PutRequest;
import dev.keelson.raftstore.etcd.pb.RangeRequest;
import dev.keelson.raftstore.etcd.pb.RangeResponse;
import dev.keelson.raftstore.etcd.pb.RequestOp;
import dev.keelson.raftstore.etcd.pb.TxnRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists that fill the memory for answers, together or alone: 100 pairs of 20 KiB, 4 MiB room. */
class LargeAnswersTest {
  private static final int PAIRS = 100;
  private static final RangeRequest ALL =
      RangeRequest.newBuilder().setKey(bytes("k")).setRangeEnd(bytes("l")).build();

  private Served served;

  @BeforeEach
  void start() throws IOException {
    served = Served.withAnswerBytes(4 << 20);
    fill("k", PAIRS);
  }

  @AfterEach
  void stop() {
    served.close();
  }

  private void fill(String prefix, int pairs) {
    ByteString value = ByteString.copyFrom(new byte[20 << 10]);
    for (int i = 0; i < pairs; i++) {
      served.kv.put(PutRequest.newBuilder().setKey(bytes(prefix + i)).setValue(value).build());
    }
  }

  @Test
  void manyAtOnceWaitForOneAnotherAndAllAreAnsweredWhole() throws Exception {
    var stub = KVGrpc.newFutureStub(served.channel);
    List<Future<RangeResponse>> lists = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      lists.add(stub.range(ALL));
    }
    for (Future<RangeResponse> list : lists) {
      assertThat(list.get(60, TimeUnit.SECONDS).getKvsCount()).isEqualTo(PAIRS);
    }
  }

  @Test
  void oneThatCanNeverFitIsRefusedWithAdviceThatHelps() {
    fill("k9", 150);

    assertRefused(EtcdErrors.ANSWER_TOO_LARGE, () -> served.kv.range(ALL));
    assertRefused(
        EtcdErrors.ANSWER_TOO_LARGE,
        () ->
            served.kv.txn(
                TxnRequest.newBuilder()
                    .addSuccess(RequestOp.newBuilder().setRequestRange(ALL))
                    .build()));

    assertThat(served.kv.range(ALL.toBuilder().setLimit(100).build()).getKvsCount()).isEqualTo(100);
    assertThat(served.kv.range(ALL.toBuilder().setKeysOnly(true).build()).getKvsCount())
        .isEqualTo(240);
    assertThat(served.kv.range(ALL.toBuilder().setCountOnly(true).build()).getCount())
        .isEqualTo(240);
    long[] streamed = new long[1];
    served
        .kv
        .rangeStream(ALL)
        .forEachRemaining(chunk -> streamed[0] += chunk.getRangeResponse().getKvsCount());
    assertThat(streamed[0]).isEqualTo(240);
  }

  @Test
  void roomComesBackWhenTheAnswerIsSentOrNobodyWantsItAnyMore() throws Exception {
    var stub = KVGrpc.newFutureStub(served.channel);
    for (int round = 0; round < 20; round++) {
      Future<RangeResponse> left = stub.range(ALL);
      left.cancel(true);
      assertThat(served.kv.range(ALL).getKvsCount()).isEqualTo(PAIRS);
    }
  }
}
