package dev.keelson.raftstore.etcd;

import com.google.protobuf.CodedOutputStream;
import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.key.Varint;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** RangeResponse: header 1, kvs 2, more 3, count 4. */
final class RangeAnswer extends Encoded {
  /** From this on a copy more costs more than a write more. */
  private static final int LARGE_PAIR_BYTES = 256;

  private static final byte KVS_TAG = 2 << 3 | 2;

  private final Optional<Header> header;
  private final List<KeyValue> kvs;
  private final boolean more;
  private final long count;
  private final int size;

  /** {@code header} is absent on all chunks of a stream but the last. */
  RangeAnswer(Optional<Header> header, List<KeyValue> kvs, boolean more, long count) {
    this.header = header;
    this.kvs = kvs;
    this.more = more;
    this.count = count;
    long bytes = header.isPresent() ? nestedSize(1, header.get()) : 0;
    for (KeyValue kv : kvs) {
      bytes += CodedOutputStream.computeByteArraySize(2, kv.encoded());
    }
    bytes += more ? 2 : 0;
    bytes += count == 0 ? 0 : CodedOutputStream.computeInt64Size(4, count);
    this.size = Sizes.checked(bytes);
  }

  @Override
  int size() {
    return size;
  }

  /** Large pairs go from the store's arrays to gRPC's buffer with nothing between. */
  @Override
  void drainTo(OutputStream target) throws IOException {
    if (size / (kvs.size() + 1) < LARGE_PAIR_BYTES) {
      super.drainTo(target);
      return;
    }
    byte[] small = new byte[64 + (header.isPresent() ? header.get().size() : 0)];
    CodedOutputStream out = CodedOutputStream.newInstance(small);
    if (header.isPresent()) {
      writeNested(out, 1, header.get());
    }
    target.write(small, 0, out.getTotalBytesWritten());
    for (KeyValue kv : kvs) {
      byte[] pair = kv.encoded();
      small[0] = KVS_TAG;
      target.write(small, 0, Varint.write(small, 1, pair.length));
      target.write(pair, 0, pair.length);
    }
    out = CodedOutputStream.newInstance(small);
    writeEnd(out);
    target.write(small, 0, out.getTotalBytesWritten());
  }

  @Override
  void writeTo(CodedOutputStream out) throws IOException {
    if (header.isPresent()) {
      writeNested(out, 1, header.get());
    }
    for (KeyValue kv : kvs) {
      out.writeByteArray(2, kv.encoded());
    }
    writeEnd(out);
  }

  private void writeEnd(CodedOutputStream out) throws IOException {
    if (more) {
      out.writeBool(3, true);
    }
    if (count != 0) {
      out.writeInt64(4, count);
    }
  }
}
