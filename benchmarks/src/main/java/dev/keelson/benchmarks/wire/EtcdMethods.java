package dev.keelson.benchmarks.wire;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * etcd's methods with byte arrays in. Answers come out either as bytes, or as their length alone
 * where reading them would cost the client more than it tells.
 */
public final class EtcdMethods {
  /** Answer in full. */
  public static final MethodDescriptor<byte[], byte[]> RANGE = unary("KV/Range", new Whole());

  /** Answer as its length in bytes. */
  public static final MethodDescriptor<byte[], Integer> RANGE_LENGTH =
      unary("KV/Range", new Length());

  /** Answer as its length in bytes. */
  public static final MethodDescriptor<byte[], Integer> PUT = unary("KV/Put", new Length());

  /** Answer in full. */
  public static final MethodDescriptor<byte[], byte[]> TXN = unary("KV/Txn", new Whole());

  /** Answer as its length in bytes. */
  public static final MethodDescriptor<byte[], Integer> DELETE_RANGE =
      unary("KV/DeleteRange", new Length());

  /** Answer in full. */
  public static final MethodDescriptor<byte[], byte[]> LEASE_GRANT =
      unary("Lease/LeaseGrant", new Whole());

  /** Both directions in full. */
  public static final MethodDescriptor<byte[], byte[]> WATCH =
      method("Watch/Watch", MethodDescriptor.MethodType.BIDI_STREAMING, new Whole());

  private EtcdMethods() {}

  private static <R> MethodDescriptor<byte[], R> unary(
      String name, MethodDescriptor.Marshaller<R> answers) {
    return method(name, MethodDescriptor.MethodType.UNARY, answers);
  }

  private static <R> MethodDescriptor<byte[], R> method(
      String name, MethodDescriptor.MethodType type, MethodDescriptor.Marshaller<R> answers) {
    return MethodDescriptor.<byte[], R>newBuilder()
        .setType(type)
        .setFullMethodName("etcdserverpb." + name)
        .setRequestMarshaller(new Whole())
        .setResponseMarshaller(answers)
        .build();
  }

  /** gRPC frames a stream of known length without a second copy, and lets it write itself. */
  private static final class Body extends ByteArrayInputStream implements KnownLength, Drainable {
    Body(byte[] bytes) {
      super(bytes);
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
      int written = count - pos;
      target.write(buf, pos, written);
      pos = count;
      return written;
    }
  }

  private static final class Whole implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] bytes) {
      return new Body(bytes);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        byte[] bytes = new byte[stream.available()];
        stream.readNBytes(bytes, 0, bytes.length);
        return bytes;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final class Length implements MethodDescriptor.Marshaller<Integer> {
    @Override
    public InputStream stream(Integer length) {
      throw new IllegalStateException("lengths are only received");
    }

    @Override
    public Integer parse(InputStream stream) {
      try {
        return stream.available();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
