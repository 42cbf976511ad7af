package dev.keelson.apiserver.model.patch;

import dev.keelson.apiserver.model.json.GoText;
import dev.keelson.apiserver.model.schema.FieldSchema;
import dev.keelson.apiserver.model.schema.FieldType;
import dev.keelson.apiserver.model.schema.TypeSchema;
import java.util.List;

/** The schema of the object or list that is being merged, and how it wants its fields merged. */
sealed interface MergeLevel {
  /**
   * How one field is merged.
   *
   * @param level of its value, or of its list's elements
   * @param isMerged a list by its elements
   * @param isReplaced an object as a whole
   * @param mergeKey "" where elements have none
   */
  record Field(MergeLevel level, boolean isMerged, boolean isReplaced, String mergeKey) {}

  record Struct(TypeSchema schema) implements MergeLevel {}

  /** What has no fields that we know: maps and leaves. {@code kind} as Go calls it. */
  record Other(String kind) implements MergeLevel {}

  /** In messages. */
  default String kind() {
    return switch (this) {
      case Struct _ -> "struct";
      case Other(String kind) -> kind;
    };
  }

  private static MergeLevel of(FieldType type) {
    return switch (type) {
      case FieldType.Message(var schema) -> new Struct(schema.get());
      case FieldType.ListOf _ -> new Other("slice");
      case FieldType.MapOf _ -> new Other("map");
      case FieldType.Scalar scalar ->
          switch (scalar) {
            case STRING -> new Other("string");
            case BOOL -> new Other("bool");
            case INT32 -> new Other("int32");
            case INT64 -> new Other("int64");
            case DOUBLE -> new Other("float64");
            case BYTES -> new Other("slice");
            case TIME, MICRO_TIME, DURATION, QUANTITY, INT_OR_STRING, FIELDS_V1, RAW_EXTENSION ->
                new Other("struct");
            case ANY -> new Other("interface");
          };
    };
  }

  /** Of a field that holds an object. */
  default Field ofObject(String name) {
    FieldSchema field = find(name);
    return new Field(of(field.type()), false, strategy(field).equals("replace"), "");
  }

  /** Of a field that holds a list. */
  default Field ofList(String name) {
    FieldSchema field = find(name);
    if (!(field.type() instanceof FieldType.ListOf(FieldType element))) {
      throw BadPatch.unexpected("expected slice or array type, but got: " + kind());
    }
    boolean isMerged = strategy(field).equals("merge");
    return new Field(of(element), isMerged, false, field.merging().patchMergeKey());
  }

  private FieldSchema find(String name) {
    if (!(this instanceof Struct(TypeSchema schema))) {
      throw BadPatch.unexpected(
          "merging an object in json but data type is not struct, instead is: " + kind());
    }
    return schema
        .field(name)
        .orElseThrow(
            () ->
                BadPatch.unexpected(
                    "unable to find api field in struct %s for the json field %s"
                        .formatted(
                            schema.name().substring(schema.name().lastIndexOf('.') + 1),
                            GoText.quote(name))));
  }

  /** The one strategy besides retainKeys, which the patch itself says; "" where there is none. */
  private static String strategy(FieldSchema field) {
    List<String> others =
        field.merging().patchStrategies().stream()
            .filter(each -> !each.equals("retainKeys"))
            .toList();
    return others.isEmpty() ? "" : others.getFirst();
  }
}
