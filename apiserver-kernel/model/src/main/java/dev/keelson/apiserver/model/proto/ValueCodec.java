package dev.keelson.apiserver.model.proto;

import dev.keelson.apiserver.model.json.JsonValue;

/** One value: what stands in a field that is there once, or in an element of a list or map. */
abstract class ValueCodec {
  final int wireType;

  ValueCodec(int wireType) {
    this.wireType = wireType;
  }

  /** Reads behind the tag; of messages also the length. */
  abstract JsonValue decode(Input in, int depth);

  /**
   * Writes what stands behind the tag.
   *
   * @throws NotEncodable {@code value} is of another type
   */
  abstract void encode(JsonValue value, Output out, int depth);

  /** What JSON shows of Go's zero: of an element, or of a field that is no pointer. */
  abstract JsonValue zero();

  /** What JSON shows of a field of which nothing was sent, if it is no pointer. */
  JsonValue absent() {
    return zero();
  }

  /** Whether Go could not tell it from nothing where it keeps no pointer. */
  boolean isZero(JsonValue value) {
    return false;
  }

  static NotEncodable wrong(JsonValue value, String wanted) {
    return new NotEncodable("cannot turn " + value.typeName() + " into " + wanted);
  }
}
