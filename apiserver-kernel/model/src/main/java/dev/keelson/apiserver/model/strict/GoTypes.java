package dev.keelson.apiserver.model.strict;

import dev.keelson.apiserver.model.json.JsonDouble;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.schema.FieldType;
import dev.keelson.apiserver.model.schema.TypeSchema;

/** What Go calls values and types in its messages. */
final class GoTypes {
  private GoTypes() {}

  static String value(JsonValue value) {
    return value.typeName().equals("boolean") ? "bool" : value.typeName();
  }

  /** Where a number is expected and this one does not fit, the number is part of the name. */
  static String number(JsonValue value) {
    return value instanceof JsonLong || value instanceof JsonDouble
        ? "number " + value.toJson()
        : value(value);
  }

  static String name(TypeSchema schema) {
    return schema.name().substring(schema.name().lastIndexOf('.') + 1);
  }

  static String type(FieldType type) {
    return switch (type) {
      case FieldType.Message(var schema) -> type(schema.get());
      case FieldType.ListOf(FieldType element) -> "[]" + type(element);
      case FieldType.MapOf(FieldType value) -> "map[string]" + type(value);
      case FieldType.Scalar scalar ->
          switch (scalar) {
            case STRING -> "string";
            case BOOL -> "bool";
            case INT32 -> "int32";
            case INT64 -> "int64";
            case DOUBLE -> "float64";
            case BYTES -> "[]uint8";
            case TIME -> "v1.Time";
            case MICRO_TIME -> "v1.MicroTime";
            case DURATION -> "v1.Duration";
            case QUANTITY -> "resource.Quantity";
            case INT_OR_STRING -> "intstr.IntOrString";
            case FIELDS_V1 -> "v1.FieldsV1";
            case RAW_EXTENSION -> "runtime.RawExtension";
            case ANY -> "interface {}";
          };
    };
  }

  /** {@code io.k8s.api.core.v1.PodSpec} is {@code v1.PodSpec}. */
  private static String type(TypeSchema schema) {
    int last = schema.name().lastIndexOf('.');
    return schema.name().substring(schema.name().lastIndexOf('.', last - 1) + 1);
  }
}
