package dev.keelson.raftstore.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.OpResult;
import dev.keelson.mvcc.RangeResult;
import dev.keelson.raftstore.etcd.pb.DeleteRangeResponse;
import dev.keelson.raftstore.etcd.pb.PutResponse;
import dev.keelson.raftstore.etcd.pb.RangeResponse;
import dev.keelson.raftstore.etcd.pb.ResponseHeader;
import dev.keelson.raftstore.etcd.pb.ResponseOp;
import dev.keelson.raftstore.etcd.pb.TxnResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What writes itself must read back, by the generated classes, as what it was. */
class AnswersTest {
  private static final Header HEADER = new Header(-1, 7, 42, 3);
  private static final ResponseHeader EXPECTED_HEADER =
      ResponseHeader.newBuilder()
          .setClusterId(-1)
          .setMemberId(7)
          .setRevision(42)
          .setRaftTerm(3)
          .build();

  @Property(tries = 200)
  void aRangeReadsBack(
      @ForAll("pairs") List<KeyValue> kvs, @ForAll boolean more, @ForAll long count)
      throws IOException {
    Encoded answer = new RangeAnswer(Optional.of(HEADER), kvs, more, count);

    RangeResponse read = RangeResponse.parseFrom(drained(answer));

    assertThat(read.getHeader()).isEqualTo(EXPECTED_HEADER);
    assertThat(read.getMore()).isEqualTo(more);
    assertThat(read.getCount()).isEqualTo(count);
    assertThat(read.getKvsList()).isEqualTo(kvs.stream().map(AnswersTest::message).toList());
  }

  @Test
  void aLargeRangeGoesThroughItsBufferWhole() throws IOException {
    KeyValue large = KeyValue.of(Bytes.of("k"), 2, 3, 2, Bytes.wrap(new byte[100_000]), 9);
    List<KeyValue> kvs = List.of(large, large, large);

    RangeResponse read =
        RangeResponse.parseFrom(drained(new RangeAnswer(Optional.of(HEADER), kvs, false, 3)));

    assertThat(read.getKvsList()).containsExactly(message(large), message(large), message(large));
  }

  @Property(tries = 100)
  void aPutReadsBack(@ForAll("pair") KeyValue previous, @ForAll boolean there) throws IOException {
    OpResult result = new OpResult.PutResult(42, there ? Optional.of(previous) : Optional.empty());

    PutResponse read = PutResponse.parseFrom(drained(WriteAnswers.of(HEADER, result)));

    PutResponse.Builder expected = PutResponse.newBuilder().setHeader(EXPECTED_HEADER);
    if (there) {
      expected.setPrevKv(message(previous));
    }
    assertThat(read).isEqualTo(expected.build());
  }

  @Property(tries = 100)
  void rule27_insideATransactionHeadersHaveOnlyTheRevisionAndNestedOnesNothing(
      @ForAll("pairs") List<KeyValue> kvs) throws IOException {
    OpResult.TxnResult nested =
        new OpResult.TxnResult(42, false, List.of(new OpResult.PutResult(42, Optional.empty())));
    OpResult result =
        new OpResult.TxnResult(
            42,
            true,
            List.of(
                new RangeResult(41, kvs, true, 1_000),
                new OpResult.PutResult(42, Optional.empty()),
                new OpResult.DeleteResult(42, kvs.size(), kvs),
                nested));

    TxnResponse read = TxnResponse.parseFrom(drained(WriteAnswers.of(HEADER, result)));

    ResponseHeader inner = ResponseHeader.newBuilder().setRevision(42).build();
    PutResponse put = PutResponse.newBuilder().setHeader(inner).build();
    assertThat(read)
        .isEqualTo(
            TxnResponse.newBuilder()
                .setHeader(EXPECTED_HEADER)
                .setSucceeded(true)
                .addResponses(
                    ResponseOp.newBuilder()
                        .setResponseRange(
                            RangeResponse.newBuilder()
                                .setHeader(ResponseHeader.newBuilder().setRevision(41))
                                .addAllKvs(kvs.stream().map(AnswersTest::message).toList())
                                .setMore(true)
                                .setCount(1_000)))
                .addResponses(ResponseOp.newBuilder().setResponsePut(put))
                .addResponses(
                    ResponseOp.newBuilder()
                        .setResponseDeleteRange(
                            DeleteRangeResponse.newBuilder()
                                .setHeader(inner)
                                .setDeleted(kvs.size())
                                .addAllPrevKvs(kvs.stream().map(AnswersTest::message).toList())))
                .addResponses(
                    ResponseOp.newBuilder()
                        .setResponseTxn(
                            TxnResponse.newBuilder()
                                .setHeader(ResponseHeader.getDefaultInstance())
                                .addResponses(ResponseOp.newBuilder().setResponsePut(put))))
                .build());
  }

  @Test
  void aStreamReadByteByByteIsTheSameAsADrainedOne() throws IOException {
    Encoded answer = Encoded.of(EXPECTED_HEADER);

    EncodedStream stream = new EncodedStream(answer);

    assertThat(stream.available()).isEqualTo(EXPECTED_HEADER.getSerializedSize());
    assertThat(stream.readAllBytes()).isEqualTo(EXPECTED_HEADER.toByteArray());
    assertThat(stream.available()).isZero();
  }

  static byte[] drained(Encoded answer) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    EncodedStream stream = new EncodedStream(answer);
    int told = stream.available();
    assertThat(stream.drainTo(out)).isEqualTo(told);
    assertThat(out.size()).isEqualTo(told);
    return out.toByteArray();
  }

  static dev.keelson.raftstore.etcd.pb.mvcc.KeyValue message(KeyValue kv) {
    return dev.keelson.raftstore.etcd.pb.mvcc.KeyValue.newBuilder()
        .setKey(ByteString.copyFrom(kv.key().array()))
        .setCreateRevision(kv.createRevision())
        .setModRevision(kv.modRevision())
        .setVersion(kv.version())
        .setValue(ByteString.copyFrom(kv.value().array()))
        .setLease(kv.lease())
        .build();
  }

  @Provide
  Arbitrary<List<KeyValue>> pairs() {
    return pair().list().ofMaxSize(20);
  }

  @Provide
  Arbitrary<KeyValue> pair() {
    Arbitrary<Bytes> bytes =
        Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(300).map(Bytes::wrap);
    Arbitrary<Long> numbers = Arbitraries.longs().greaterOrEqual(0);
    return Combinators.combine(bytes, numbers, numbers, numbers, bytes, Arbitraries.longs())
        .as(KeyValue::of);
  }
}
