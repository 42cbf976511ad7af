package dev.keelson.apiserver.model.apply;

import dev.keelson.apiserver.model.json.JsonBool;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.schema.FieldSchema;
import dev.keelson.apiserver.model.schema.FieldType;
import dev.keelson.apiserver.model.schema.Merging;
import dev.keelson.apiserver.model.schema.TypeSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes shapes of schemas, and keeps them. Thread-safe. */
final class Shapes {
  /** As apimachinery's schema converter has {@code FieldsV1}: an object without properties. */
  private static final Shape FREE_MAP =
      Shape.of(new Shape.Entries(false, Map.of(), List.of(), () -> Shape.DEDUCED));

  private static final Set<String> LEFT_OUT_TIMES =
      Set.of("creationTimestamp", "deletionTimestamp");

  private final Map<TypeSchema, Shape> granular = new ConcurrentHashMap<>();
  private final Map<TypeSchema, Shape> atomic = new ConcurrentHashMap<>();
  private final Map<TypeSchema, JsonObject> zeros = new ConcurrentHashMap<>();

  /** Of a whole object. */
  Shape of(TypeSchema type) {
    return of(type, false);
  }

  private Shape of(TypeSchema type, boolean isAtomic) {
    return (isAtomic ? atomic : granular).computeIfAbsent(type, it -> make(it, isAtomic));
  }

  private Shape make(TypeSchema type, boolean isAtomic) {
    Map<String, Shape.Child> fields = HashMap.newHashMap(type.fields().size());
    List<Shape.Child> standing = new ArrayList<>();
    for (FieldSchema field : type.fields()) {
      boolean isStanding = isStanding(field);
      boolean isCollection =
          field.type() instanceof FieldType.ListOf || field.type() instanceof FieldType.MapOf;
      Shape.Child child =
          new Shape.Child(
              field.name(),
              once(() -> shape(field.type(), field.merging(), field.merging().isAtomic())),
              isStanding,
              keepsNull(field),
              isCollection);
      fields.put(field.name(), child);
      if (isStanding) {
        standing.add(child);
      }
    }
    return Shape.of(
        new Shape.Entries(
            isAtomic,
            Map.copyOf(fields),
            List.copyOf(standing),
            fields.isEmpty() ? () -> Shape.DEDUCED : null));
  }

  /** OpenAPI gives a struct that is no pointer the default {}. */
  private static boolean isStanding(FieldSchema field) {
    return field.type() instanceof FieldType.Message
        && field.defaultValue().filter(JsonObject.EMPTY::equals).isPresent();
  }

  /** Whether Go writes a null where nothing is; of times, all but those that it leaves out. */
  private static boolean keepsNull(FieldSchema field) {
    boolean isTime =
        field.type() == FieldType.Scalar.TIME || field.type() == FieldType.Scalar.MICRO_TIME;
    return field.isRequired() || isTime && !LEFT_OUT_TIMES.contains(field.name());
  }

  private Shape shape(FieldType type, Merging merging, boolean isAtomic) {
    return switch (type) {
      case FieldType.Scalar scalar -> scalar(scalar);
      case FieldType.Message(Supplier<TypeSchema> message) -> of(message.get(), isAtomic);
      case FieldType.MapOf(FieldType value) ->
          Shape.of(new Shape.Entries(isAtomic, Map.of(), List.of(), once(() -> element(value))));
      case FieldType.ListOf(FieldType item) -> list(item, merging);
    };
  }

  private Shape element(FieldType type) {
    boolean isAtomic =
        type instanceof FieldType.Message(Supplier<TypeSchema> message) && message.get().isAtomic();
    return shape(type, Merging.NONE, isAtomic);
  }

  private Shape list(FieldType item, Merging merging) {
    boolean isAtomic =
        switch (merging.listType()) {
          case SET, MAP -> false;
          case UNSPECIFIED, ATOMIC -> true;
        };
    List<String> keys =
        merging.listType() == Merging.ListType.MAP ? merging.listMapKeys() : List.of();
    return Shape.of(
        new Shape.Items(
            isAtomic, keys, once(() -> keyDefaults(item, keys)), once(() -> element(item))));
  }

  private static Map<String, JsonValue> keyDefaults(FieldType item, List<String> keys) {
    Map<String, JsonValue> defaults = HashMap.newHashMap(keys.size());
    if (item instanceof FieldType.Message(Supplier<TypeSchema> message)) {
      for (String key : keys) {
        message
            .get()
            .field(key)
            .flatMap(FieldSchema::defaultValue)
            .ifPresent(value -> defaults.put(key, value));
      }
    }
    return Map.copyOf(defaults);
  }

  private static Shape scalar(FieldType.Scalar scalar) {
    return switch (scalar) {
      case STRING, BYTES, DURATION -> Shape.of(Shape.ScalarType.STRING);
      case BOOL -> Shape.of(Shape.ScalarType.BOOL);
      case INT32, INT64, DOUBLE -> Shape.of(Shape.ScalarType.NUMBER);
      case TIME, MICRO_TIME, QUANTITY, INT_OR_STRING -> Shape.of(Shape.ScalarType.ANY);
      case FIELDS_V1 -> FREE_MAP;
      case RAW_EXTENSION -> Shape.UNTYPED;
      case ANY -> Shape.DEDUCED;
    };
  }

  /**
   * The typed object of which nothing was said: what it writes out nevertheless. A create is a
   * change from there, so that nobody comes to own {@code .spec.template} as such.
   */
  JsonObject zero(TypeSchema type) {
    JsonObject known = zeros.get(type);
    if (known != null) {
      return known;
    }
    JsonObject.Builder zero = JsonObject.builder();
    for (FieldSchema field : type.fields()) {
      JsonValue value = zero(field);
      if (value != null) {
        zero.put(field.name(), value);
      }
    }
    JsonObject made = zero.build();
    zeros.put(type, made);
    return made;
  }

  private @Nullable JsonValue zero(FieldSchema field) {
    return switch (field.type()) {
      case FieldType.Message(Supplier<TypeSchema> message) ->
          isStanding(field) ? zero(message.get()) : null;
      case FieldType.ListOf _, FieldType.MapOf _ -> field.isRequired() ? JsonNull.NULL : null;
      case FieldType.Scalar scalar -> field.isRequired() ? zero(scalar) : null;
    };
  }

  private static JsonValue zero(FieldType.Scalar scalar) {
    return switch (scalar) {
      case STRING, DURATION -> JsonString.of("");
      case BOOL -> JsonBool.FALSE;
      case INT32, INT64, DOUBLE, INT_OR_STRING -> JsonLong.of(0);
      case QUANTITY -> JsonString.of("0");
      case BYTES, TIME, MICRO_TIME, FIELDS_V1, RAW_EXTENSION, ANY -> JsonNull.NULL;
    };
  }

  /** Asks at most a few times, and keeps the answer. */
  private static <T> Supplier<T> once(Supplier<T> source) {
    return new Supplier<>() {
      private volatile @Nullable T answer;

      @Override
      public T get() {
        T known = answer;
        if (known == null) {
          known = source.get();
          answer = known;
        }
        return known;
      }
    };
  }
}
