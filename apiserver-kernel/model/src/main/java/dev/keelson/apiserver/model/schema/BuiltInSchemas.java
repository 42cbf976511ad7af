package dev.keelson.apiserver.model.schema;

import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonBool;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The types that Kubernetes 1.36 has built in, as the build found them. A type is made when it is
 * first asked for. {@code description} of these types and fields is empty: {@link #describe} has
 * them.
 */
public final class BuiltInSchemas implements SchemaRegistry {
  private static final class Holder {
    static final BuiltInSchemas INSTANCE =
        new BuiltInSchemas(new SchemaFile(SchemaFile.resource("builtin.schemas")));
  }

  private static final class Fingerprint {
    static final String TEXT = text();

    private static String text() {
      CRC32C sum = new CRC32C();
      sum.update(SchemaFile.resource("builtin.schemas"));
      sum.update(SchemaFile.resource("builtin.descriptions"));
      return Long.toHexString(sum.getValue());
    }
  }

  private final SchemaFile file;
  private final Descriptions descriptions;
  private final Map<String, Integer> places;
  private final Map<GroupVersionKind, Integer> kinds;
  private final AtomicReferenceArray<@Nullable TypeSchema> types;
  private final AtomicReferenceArray<@Nullable WireType> wires;

  private BuiltInSchemas(SchemaFile file) {
    this.file = file;
    descriptions = new Descriptions(file);
    int count = file.typeCount();
    types = new AtomicReferenceArray<>(count);
    wires = new AtomicReferenceArray<>(count);
    places = HashMap.newHashMap(count);
    for (int place = 0; place < count; place++) {
      places.put(file.typeName(place), place);
    }
    kinds = LinkedHashMap.newLinkedHashMap(file.kindCount());
    for (int i = 0; i < file.kindCount(); i++) {
      kinds.put(
          new GroupVersionKind(file.kindPart(i, 0), file.kindPart(i, 1), file.kindPart(i, 2)),
          file.kindType(i));
    }
  }

  public static BuiltInSchemas get() {
    return Holder.INSTANCE;
  }

  @Override
  public Optional<TypeSchema> kind(GroupVersionKind kind) {
    return Optional.ofNullable(kinds.get(kind)).map(this::type);
  }

  @Override
  public Optional<TypeSchema> type(String name) {
    return Optional.ofNullable(places.get(name)).map(this::type);
  }

  @Override
  public Collection<GroupVersionKind> kinds() {
    return Collections.unmodifiableSet(kinds.keySet());
  }

  @Override
  public String fingerprint() {
    return Fingerprint.TEXT;
  }

  @Override
  public String describe(TypeSchema type) {
    return places.containsKey(type.name()) ? descriptions.of(type.name()) : type.description();
  }

  @Override
  public String describe(TypeSchema type, FieldSchema field) {
    Integer place = places.get(type.name());
    if (place == null) {
      return field.description();
    }
    String own = describe(place, field.name());
    // the models that we read have none where a field refers to a type
    return own.isEmpty() && field.type() instanceof FieldType.Message message
        ? describe(message.type().get())
        : own;
  }

  private String describe(int place, String field) {
    String own = descriptions.of(file.typeName(place), field);
    if (!own.isEmpty()) {
      return own;
    }
    for (SchemaFile.Field each : file.type(place).fields()) {
      if (each.form() == WireField.Form.INLINE) {
        String embedded = describe(each.shape().message(), field);
        if (!embedded.isEmpty()) {
          return embedded;
        }
      }
    }
    return "";
  }

  /** How a kind lies in protobuf. */
  public Optional<WireType> wireKind(GroupVersionKind kind) {
    return Optional.ofNullable(kinds.get(kind)).map(this::wireType);
  }

  /** How a message lies in protobuf, by OpenAPI's name. */
  public Optional<WireType> wireType(String name) {
    return Optional.ofNullable(places.get(name)).map(this::wireType);
  }

  private TypeSchema type(int place) {
    TypeSchema known = types.get(place);
    if (known != null) {
      return known;
    }
    SchemaFile.Type type = file.type(place);
    List<FieldSchema> fields = new ArrayList<>(type.fields().size());
    addFields(type, true, fields);
    TypeSchema made = new TypeSchema(file.typeName(place), "", fields, type.isAtomic());
    return types.compareAndSet(place, null, made) ? made : type(place);
  }

  /** Those of an embedded message have no number of their own. */
  private void addFields(SchemaFile.Type type, boolean isOwn, List<FieldSchema> fields) {
    for (SchemaFile.Field field : type.fields()) {
      if (field.form() == WireField.Form.INLINE) {
        addFields(file.type(field.shape().message()), false, fields);
      } else {
        fields.add(field(field, isOwn ? field.number() : 0));
      }
    }
  }

  private FieldSchema field(SchemaFile.Field field, int number) {
    return new FieldSchema(
        field.name(),
        number,
        SchemaFile.fieldType(field.shape(), place -> new FieldType.Message(() -> type(place))),
        field.isRequired(),
        "",
        field.merging(),
        defaultValue(field.defaultValue()),
        field.enumValues());
  }

  /** JSON, but only of these few forms, and read without waking its reader. */
  private static Optional<JsonValue> defaultValue(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        switch (text.charAt(0)) {
          case '"' -> JsonString.of(text.substring(1, text.length() - 1));
          case '{' -> JsonObject.EMPTY;
          case 'f' -> JsonBool.FALSE;
          case 't' -> JsonBool.TRUE;
          default -> JsonLong.of(Long.parseLong(text));
        });
  }

  private WireType wireType(int place) {
    WireType known = wires.get(place);
    if (known != null) {
      return known;
    }
    List<WireField> fields = file.type(place).fields().stream().map(this::wireField).toList();
    WireType made = new WireType(file.typeName(place), fields);
    return wires.compareAndSet(place, null, made) ? made : wireType(place);
  }

  private WireField wireField(SchemaFile.Field field) {
    int message = field.schema() >= 0 ? field.schema() : field.shape().leafMessage();
    Optional<Supplier<WireType>> type =
        message < 0 ? Optional.empty() : Optional.of(() -> wireType(message));
    return new WireField(
        field.name(),
        field.number(),
        SchemaFile.fieldType(field.shape(), place -> new FieldType.Message(() -> type(place))),
        field.form(),
        type,
        field.isPointer(),
        field.isWritten());
  }
}
