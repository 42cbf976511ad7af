package dev.keelson.apiserver.model.schema;

import java.util.function.Supplier;

/** What may stand in a field. */
public sealed interface FieldType {
  /** Leaves; those with a form of their own in protobuf are named. */
  enum Scalar implements FieldType {
    STRING,
    BOOL,
    INT32,
    INT64,
    DOUBLE,
    /** Base64 in JSON, bytes in protobuf. */
    BYTES,
    /** RFC 3339 with seconds in JSON, a message of seconds and nanoseconds in protobuf. */
    TIME,
    /** As TIME, with microseconds. */
    MICRO_TIME,
    /** Go's duration text, such as {@code 1m30s}, in JSON. */
    DURATION,
    /** A string in both; a number is accepted in JSON. */
    QUANTITY,
    INT_OR_STRING,
    /** The trie of managedFields: JSON, as bytes in protobuf. */
    FIELDS_V1,
    /** Any object: JSON, as bytes in protobuf. */
    RAW_EXTENSION,
    /** Any JSON at all. */
    ANY
  }

  /** {@code type} is asked for when it is needed: types contain themselves. */
  record Message(Supplier<TypeSchema> type) implements FieldType {}

  record ListOf(FieldType element) implements FieldType {}

  /** Names are strings. */
  record MapOf(FieldType value) implements FieldType {}
}
