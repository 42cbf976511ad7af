package dev.keelson.raftstore.etcd;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;

/** SnapshotResponse as etcd sends it: remaining_bytes 2, blob 3, version 4; no header (rule 60). */
final class SnapshotBlob extends Encoded {
  private final long remaining;
  private final byte[] bytes;
  private final int length;

  /** {@code length} bytes of the array, which is used again once the message is written. */
  SnapshotBlob(long remaining, byte[] bytes, int length) {
    this.remaining = remaining;
    this.bytes = bytes;
    this.length = length;
  }

  @Override
  int size() {
    return (remaining == 0 ? 0 : CodedOutputStream.computeUInt64Size(2, remaining))
        + (length == 0
            ? 0
            : CodedOutputStream.computeTagSize(3)
                + CodedOutputStream.computeUInt32SizeNoTag(length)
                + length)
        + CodedOutputStream.computeStringSize(4, EtcdVersion.STORAGE);
  }

  @Override
  void writeTo(CodedOutputStream out) throws IOException {
    if (remaining != 0) {
      out.writeUInt64(2, remaining);
    }
    if (length != 0) {
      out.writeByteArray(3, bytes, 0, length);
    }
    out.writeString(4, EtcdVersion.STORAGE);
  }
}
