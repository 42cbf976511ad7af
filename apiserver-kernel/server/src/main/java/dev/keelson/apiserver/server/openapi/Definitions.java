package dev.keelson.apiserver.server.openapi;

import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.schema.FieldSchema;
import dev.keelson.apiserver.model.schema.FieldType;
import dev.keelson.apiserver.model.schema.FieldType.Scalar;
import dev.keelson.apiserver.model.schema.Merging;
import dev.keelson.apiserver.model.schema.Merging.ListType;
import dev.keelson.apiserver.model.schema.SchemaRegistry;
import dev.keelson.apiserver.model.schema.TypeSchema;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The types of one document: those asked for, and all that they lead to. One thread. */
final class Definitions {
  /** What a patch is sent as: an object, of which nothing more can be said. */
  static final String PATCH = "io.k8s.apimachinery.pkg.apis.meta.v1.Patch";

  private final SchemaRegistry registry;
  private final Map<String, List<GroupVersionKind>> kinds;
  private final Dialect dialect;
  private final SortedMap<String, JsonObject> made = new TreeMap<>();

  /**
   * @param kinds by the names of their types
   */
  Definitions(SchemaRegistry registry, Map<String, List<GroupVersionKind>> kinds, Dialect dialect) {
    this.registry = registry;
    this.kinds = kinds;
    this.dialect = dialect;
  }

  JsonObject all() {
    return JsonObject.of(made);
  }

  /** The type of a kind; anything at all where no schema knows it. */
  JsonObject ref(GroupVersionKind kind) {
    return registry.kind(kind).map(this::ref).orElse(JsonObject.EMPTY);
  }

  JsonObject patch() {
    made.putIfAbsent(
        PATCH,
        JsonObject.builder()
            .put("description", "A patch, in the format that its media type names.")
            .put("type", "object")
            .build());
    return dialect.ref(PATCH);
  }

  private JsonObject ref(TypeSchema type) {
    if (!made.containsKey(type.name())) {
      made.put(type.name(), JsonObject.EMPTY);
      made.put(type.name(), schema(type));
    }
    return dialect.ref(type.name());
  }

  private JsonObject schema(TypeSchema type) {
    JsonObject.Builder out = JsonObject.builder();
    out.putUnlessEmpty("description", registry.describe(type));
    List<FieldSchema> fields =
        type.fields().stream().sorted(Comparator.comparing(FieldSchema::name)).toList();
    if (!fields.isEmpty()) {
      JsonObject.Builder properties = JsonObject.builder();
      fields.forEach(field -> properties.put(field.name(), property(type, field)));
      out.put("properties", properties.build());
    }
    List<String> required =
        type.fields().stream().filter(FieldSchema::isRequired).map(FieldSchema::name).toList();
    if (!required.isEmpty()) {
      out.put("required", JsonArray.ofText(required));
    }
    out.put("type", "object");
    List<GroupVersionKind> of = kinds.getOrDefault(type.name(), List.of());
    if (!of.isEmpty()) {
      List<JsonValue> all = of.stream().<JsonValue>map(Definitions::kind).toList();
      out.put("x-kubernetes-group-version-kind", new JsonArray(all));
    }
    if (type.isAtomic()) {
      out.put("x-kubernetes-map-type", "atomic");
    }
    return out.build();
  }

  static JsonObject kind(GroupVersionKind kind) {
    return JsonObject.builder()
        .put("group", kind.group())
        .put("kind", kind.kind())
        .put("version", kind.version())
        .build();
  }

  private JsonObject property(TypeSchema owner, FieldSchema field) {
    JsonObject.Builder out =
        switch (field.type()) {
          case FieldType.Message message -> {
            ref(message.type().get());
            yield dialect.refToDescribe(message.type().get().name());
          }
          case Scalar scalar when Leaf.of(scalar).isNamed() -> {
            leafRef(scalar);
            yield dialect.refToDescribe(Leaf.of(scalar).name());
          }
          default -> value(field.type(), field.enumValues()).toBuilder();
        };
    if (dialect == Dialect.V3) {
      field.defaultValue().ifPresent(value -> out.put("default", value));
    }
    out.putUnlessEmpty("description", registry.describe(owner, field));
    merging(field, out);
    return out.build();
  }

  /**
   * @param allowed values of the leaf at the bottom; empty: any
   */
  private JsonObject value(FieldType type, List<String> allowed) {
    return switch (type) {
      case Scalar scalar -> {
        Leaf leaf = Leaf.of(scalar);
        JsonObject schema = leaf.isNamed() ? leafRef(scalar) : leaf.in(dialect);
        yield allowed.isEmpty() ? schema : schema.with("enum", JsonArray.ofText(allowed));
      }
      case FieldType.Message message -> ref(message.type().get());
      case FieldType.ListOf(FieldType element) ->
          JsonObject.builder().put("items", element(element, allowed)).put("type", "array").build();
      case FieldType.MapOf(FieldType value) ->
          JsonObject.builder()
              .put("additionalProperties", element(value, List.of()))
              .put("type", "object")
              .build();
    };
  }

  private JsonObject element(FieldType type, List<String> allowed) {
    JsonObject schema = value(type, allowed);
    if (dialect == Dialect.V2) {
      return schema;
    }
    return switch (type) {
      case FieldType.Message message ->
          dialect
              .refToDescribe(message.type().get().name())
              .put("default", JsonObject.EMPTY)
              .build();
      case Scalar scalar -> Leaf.withZero(scalar, schema);
      default -> schema;
    };
  }

  private JsonObject leafRef(Scalar scalar) {
    Leaf leaf = Leaf.of(scalar);
    made.putIfAbsent(leaf.name(), leaf.in(dialect));
    return dialect.ref(leaf.name());
  }

  private static void merging(FieldSchema field, JsonObject.Builder out) {
    Merging merging = field.merging();
    if (!merging.listMapKeys().isEmpty()) {
      out.put("x-kubernetes-list-map-keys", JsonArray.ofText(merging.listMapKeys()));
    }
    if (merging.listType() != ListType.UNSPECIFIED) {
      out.put("x-kubernetes-list-type", merging.listType().name().toLowerCase(Locale.ROOT));
    }
    boolean isOfAtomicType =
        field.type() instanceof FieldType.Message message && message.type().get().isAtomic();
    if (merging.isAtomic() != isOfAtomicType) {
      out.put("x-kubernetes-map-type", merging.isAtomic() ? "atomic" : "granular");
    }
    out.putUnlessEmpty("x-kubernetes-patch-merge-key", merging.patchMergeKey());
    out.putUnlessEmpty("x-kubernetes-patch-strategy", String.join(",", merging.patchStrategies()));
  }
}
