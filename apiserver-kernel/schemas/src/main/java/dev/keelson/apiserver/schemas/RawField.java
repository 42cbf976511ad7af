package dev.keelson.apiserver.schemas;

/**
 * A field as protobuf has it.
 *
 * @param name protobuf's
 * @param form how {@code shape} lies in the bytes
 */
record RawField(String name, int number, Shape shape, Form form) {
  /** In the order of the model's {@code WireField.Form}. */
  enum Form {
    PLAIN,
    /** A message whose fields stand in JSON as if they were its owner's. */
    INLINE,
    /** A message with nothing but a list in it, and in JSON that list. */
    WRAPPED,
    SCHEMA_OR_ARRAY,
    SCHEMA_OR_BOOL,
    SCHEMA_OR_STRINGS
  }

  RawField as(Form other) {
    return new RawField(name, number, shape, other);
  }
}
