package dev.keelson.apiserver.model.proto;

/** These bytes are no message of the type that they should be. Carries no stack. */
public final class BadProtobuf extends RuntimeException {
  BadProtobuf(String message) {
    super(message, null, false, false);
  }
}
