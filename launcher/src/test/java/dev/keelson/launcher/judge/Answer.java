package dev.keelson.launcher.judge;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.grpc.Status;

/** What a server said to one request: a message, or a gRPC status with its text. */
sealed interface Answer {

  record Reply(Message message) implements Answer {
    @Override
    public String toString() {
      return "{"
          + TextFormat.printer().emittingSingleLine(true).printToString(message).trim()
          + "}";
    }
  }

  record Error(Status.Code code, String text) implements Answer {
    @Override
    public String toString() {
      return code + ": " + text;
    }
  }

  /** The message of a request that must have succeeded. */
  default <T extends Message> T as(Class<T> type) {
    return switch (this) {
      case Reply(Message message) -> type.cast(message);
      case Error error -> throw new AssertionError("wanted " + type.getSimpleName() + ": " + error);
    };
  }
}
