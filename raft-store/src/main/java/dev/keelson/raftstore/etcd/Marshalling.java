package dev.keelson.raftstore.etcd;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.UnsafeByteOperations;
import dev.keelson.mvcc.Invariant;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.LongAdder;

/**
 * Bytes to requests and answers to bytes, with no copy more than is needed, and counted on the way.
 */
final class Marshalling {
  private final LongAdder received;
  private final LongAdder sent;

  /** Where {@code received} and {@code sent} count bytes of messages. */
  Marshalling(LongAdder received, LongAdder sent) {
    this.received = received;
    this.sent = sent;
  }

  /** Requests: keys and values in them share the one array that the message was read into. */
  <Q extends MessageLite> Marshaller<Q> requests(Q prototype) {
    return new RequestMarshaller<>(prototype, received);
  }

  Marshaller<Encoded> answers() {
    return new AnswerMarshaller(sent);
  }

  private record RequestMarshaller<Q extends MessageLite>(Q prototype, LongAdder received)
      implements Marshaller<Q> {
    @Override
    public InputStream stream(Q value) {
      return new EncodedStream(Encoded.of(value));
    }

    @Override
    @SuppressWarnings("unchecked")
    public Q parse(InputStream stream) {
      try {
        byte[] bytes = read(stream);
        received.add(bytes.length);
        if (bytes.length == 0) {
          return prototype;
        }
        CodedInputStream in = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
        in.enableAliasing(true);
        Q message = (Q) prototype.getParserForType().parseFrom(in);
        in.checkLastTagWas(0);
        return message;
      } catch (InvalidProtocolBufferException e) {
        throw Status.INTERNAL
            .withDescription("grpc: error unmarshalling request: " + e.getMessage())
            .withCause(e)
            .asRuntimeException();
      } catch (IOException e) {
        throw Status.INTERNAL
            .withDescription("cannot read request")
            .withCause(e)
            .asRuntimeException();
      }
    }

    private static byte[] read(InputStream stream) throws IOException {
      if (!(stream instanceof KnownLength)) {
        return stream.readAllBytes();
      }
      byte[] bytes = new byte[stream.available()];
      int got = stream.readNBytes(bytes, 0, bytes.length);
      Invariant.check(got == bytes.length, "read %d bytes of a message of %d", got, bytes.length);
      return bytes;
    }
  }

  private record AnswerMarshaller(LongAdder sent) implements Marshaller<Encoded> {
    @Override
    public InputStream stream(Encoded answer) {
      sent.add(answer instanceof FramePack pack ? pack.payloadBytes() : answer.size());
      return new EncodedStream(answer);
    }

    @Override
    public Encoded parse(InputStream stream) {
      throw new AssertionError("a server reads no answers");
    }
  }
}
