package dev.keelson.raftstore.etcd;

import io.grpc.Status;

/** The one bound on answers: gRPC and protobuf count them in 31 bits (rule 21). */
final class Sizes {
  private Sizes() {}

  static int checked(long bytes) {
    if (bytes > Integer.MAX_VALUE - FramePack.HEADER_BYTES) {
      throw Status.RESOURCE_EXHAUSTED
          .withDescription(
              "grpc: trying to send message larger than max (" + bytes + " vs. 2147483647)")
          .asRuntimeException();
    }
    return (int) bytes;
  }
}
