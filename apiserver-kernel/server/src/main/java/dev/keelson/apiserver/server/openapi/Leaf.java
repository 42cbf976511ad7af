package dev.keelson.apiserver.server.openapi;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.schema.FieldType.Scalar;
import java.util.EnumMap;
import java.util.Map;

/**
 * How OpenAPI writes a leaf.
 *
 * @param name of those that are types of their own; "" of the others
 */
record Leaf(String name, JsonObject v3, JsonObject v2) {
  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
  private static final Map<Scalar, Leaf> ALL = new EnumMap<>(Scalar.class);

  static {
    put(Scalar.STRING, "", "{\"type\":\"string\"}");
    put(Scalar.BOOL, "", "{\"type\":\"boolean\"}");
    put(Scalar.INT32, "", "{\"format\":\"int32\",\"type\":\"integer\"}");
    put(Scalar.INT64, "", "{\"format\":\"int64\",\"type\":\"integer\"}");
    put(Scalar.DOUBLE, "", "{\"format\":\"double\",\"type\":\"number\"}");
    put(Scalar.BYTES, "", "{\"format\":\"byte\",\"type\":\"string\"}");
    put(Scalar.TIME, META + "Time", "{\"format\":\"date-time\",\"type\":\"string\"}");
    put(Scalar.MICRO_TIME, META + "MicroTime", "{\"format\":\"date-time\",\"type\":\"string\"}");
    put(Scalar.DURATION, META + "Duration", "{\"type\":\"string\"}");
    put(
        Scalar.QUANTITY,
        "io.k8s.apimachinery.pkg.api.resource.Quantity",
        "{\"oneOf\":[{\"type\":\"string\"},{\"type\":\"number\"}]}",
        "{\"type\":\"string\"}");
    put(
        Scalar.INT_OR_STRING,
        "io.k8s.apimachinery.pkg.util.intstr.IntOrString",
        "{\"format\":\"int-or-string\",\"oneOf\":[{\"type\":\"integer\"},{\"type\":\"string\"}]}",
        "{\"format\":\"int-or-string\",\"type\":\"string\"}");
    put(Scalar.FIELDS_V1, META + "FieldsV1", "{\"type\":\"object\"}");
    put(
        Scalar.RAW_EXTENSION,
        "io.k8s.apimachinery.pkg.runtime.RawExtension",
        "{\"type\":\"object\"}");
    put(
        Scalar.ANY,
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON",
        "{\"description\":\"Any JSON value.\"}");
  }

  private static void put(Scalar scalar, String name, String both) {
    put(scalar, name, both, both);
  }

  private static void put(Scalar scalar, String name, String v3, String v2) {
    ALL.put(scalar, new Leaf(name, JsonReader.readObject(v3), JsonReader.readObject(v2)));
  }

  static Leaf of(Scalar scalar) {
    Leaf leaf = ALL.get(scalar);
    if (leaf == null) {
      throw new IllegalStateException("no leaf for " + scalar);
    }
    return leaf;
  }

  JsonObject in(Dialect dialect) {
    return dialect == Dialect.V3 ? v3 : v2;
  }

  boolean isNamed() {
    return !name.isEmpty();
  }

  /** Go's zero, which an element of a list or map has for its default; null where it has none. */
  static JsonObject withZero(Scalar scalar, JsonObject schema) {
    return switch (scalar) {
      case STRING -> schema.with("default", JsonString.of(""));
      case INT32, INT64 -> schema.with("default", 0);
      case BOOL -> schema.with("default", false);
      default -> schema;
    };
  }
}
