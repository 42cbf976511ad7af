package dev.keelson.apiserver.model.json;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Any trees, of few levels, for property tests. */
public final class JsonTrees {
  private JsonTrees() {}

  public static Arbitrary<JsonValue> leaves() {
    Arbitrary<JsonValue> texts = texts().map(JsonString::of);
    Arbitrary<JsonValue> longs = Arbitraries.longs().map(JsonLong::of);
    // Whole doubles are read as the integers as which they are written.
    Arbitrary<JsonValue> doubles =
        Arbitraries.longs()
            .map(Double::longBitsToDouble)
            .filter(each -> Double.isFinite(each) && each != Math.rint(each))
            .map(JsonDouble::new);
    Arbitrary<JsonValue> others = Arbitraries.of(JsonNull.NULL, JsonBool.TRUE, JsonBool.FALSE);
    return Arbitraries.oneOf(texts, longs, doubles, others);
  }

  /** Without halves of surrogate pairs, which no UTF-8 has. */
  public static Arbitrary<String> texts() {
    return Arbitraries.strings().ofMaxLength(12).filter(JsonTrees::isWhole);
  }

  private static boolean isWhole(String text) {
    return text.codePoints().noneMatch(each -> each >= 0xD800 && each < 0xE000);
  }

  public static Arbitrary<JsonValue> trees(int depth) {
    if (depth == 0) {
      return leaves();
    }
    Arbitrary<JsonValue> below = trees(depth - 1);
    Arbitrary<JsonValue> arrays = below.list().ofMaxSize(5).map(JsonArray::new);
    Arbitrary<JsonValue> objects =
        Arbitraries.maps(texts(), below).ofMaxSize(5).map(JsonObject::of);
    return Arbitraries.oneOf(leaves(), arrays, objects);
  }
}
