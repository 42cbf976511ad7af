package dev.keelson.apiserver.model.schema;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * A field as it lies in protobuf, which nests what JSON shows flat and wraps what JSON shows bare.
 *
 * @param name in JSON; of no use where the form is INLINE
 * @param type as in JSON; the message itself where the form is INLINE
 * @param message of a field whose leaves are messages: that message; of the forms SCHEMA_OR_…: the
 *     schema
 * @param isPointer a zero that was sent is kept; else it is as if nothing were there
 * @param isWritten JSON has the field though nothing was sent
 */
public record WireField(
    String name,
    int number,
    FieldType type,
    Form form,
    Optional<Supplier<WireType>> message,
    boolean isPointer,
    boolean isWritten) {

  public enum Form {
    PLAIN,
    /** A message whose fields stand in JSON among those of its owner. */
    INLINE,
    /** A message with one list in it, and in JSON that list; of a map: each value is. */
    WRAPPED,
    /** Of schemas of custom resources: a schema, or a list of them. */
    SCHEMA_OR_ARRAY,
    /** A schema, or a bool. */
    SCHEMA_OR_BOOL,
    /** A schema, or a list of strings. */
    SCHEMA_OR_STRINGS
  }
}
