package dev.keelson.raftstore.etcd;

import com.google.protobuf.CodedOutputStream;
import dev.keelson.mvcc.KeyValue;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** RangeResponse: header 1, kvs 2, more 3, count 4. */
final class RangeAnswer extends Encoded {
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

  @Override
  void writeTo(CodedOutputStream out) throws IOException {
    if (header.isPresent()) {
      writeNested(out, 1, header.get());
    }
    for (KeyValue kv : kvs) {
      out.writeByteArray(2, kv.encoded());
    }
    if (more) {
      out.writeBool(3, true);
    }
    if (count != 0) {
      out.writeInt64(4, count);
    }
  }
}
