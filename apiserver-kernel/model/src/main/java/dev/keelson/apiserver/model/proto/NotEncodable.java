package dev.keelson.apiserver.model.proto;

/** A tree that does not fit its schema, so that protobuf has no place for it. */
public final class NotEncodable extends RuntimeException {
  NotEncodable(String message) {
    super(message, null, false, false);
  }
}
