package dev.keelson.apiserver.model.schema;

import dev.keelson.apiserver.model.schema.FieldType.Scalar;
import dev.keelson.apiserver.model.schema.Merging.ListType;
import dev.keelson.apiserver.model.schema.WireField.Form;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code builtin.schemas}, a type at a time. How it is written stands with {@code Output} of
 * the module {@code schemas}. Thread-safe: strings may be made twice.
 */
final class SchemaFile {
  private static final int MAGIC = 0x4b534331;
  private static final int MESSAGE = 14;
  private static final int LIST = 15;
  private static final int NO_TYPE = -1;

  /** What stands in a field; {@code message} is the place of a type, or {@value #NO_TYPE}. */
  record Shape(int code, int message, @Nullable Shape element) {
    /** The message at the bottom of lists and maps. */
    int leafMessage() {
      return element == null ? message : element.leafMessage();
    }
  }

  /**
   * @param schema the place of JSONSchemaProps where the form needs it
   */
  record Field(
      String name,
      int number,
      Form form,
      int flags,
      Shape shape,
      int schema,
      Merging merging,
      String defaultValue,
      List<String> enumValues) {
    boolean isRequired() {
      return (flags & 1) != 0;
    }

    boolean isPointer() {
      return (flags & 2) != 0;
    }

    boolean isWritten() {
      return (flags & 4) != 0;
    }
  }

  record Type(boolean isAtomic, List<Field> fields) {}

  private static final List<Scalar> SCALARS = List.of(Scalar.values());
  private static final List<ListType> LIST_TYPES = List.of(ListType.values());
  private static final List<Form> FORMS = List.of(Form.values());

  private final ByteBuffer data;
  private final int stringEnds;
  private final int stringBytes;
  private final @Nullable String[] strings;
  private final int typeIndex;
  private final int typeCount;
  private final int kindIndex;
  private final int kindCount;
  private final int bodies;

  SchemaFile(byte[] bytes) {
    data = ByteBuffer.wrap(bytes);
    if (data.getInt() != MAGIC) {
      throw new IllegalStateException("not a file of schemas");
    }
    int count = data.getInt();
    strings = new String[count];
    stringEnds = data.position();
    stringBytes = stringEnds + 4 * count;
    int after = stringBytes + data.getInt(stringBytes - 4);
    typeCount = data.getInt(after);
    typeIndex = after + 4;
    kindCount = data.getInt(typeIndex + 6 * typeCount);
    kindIndex = typeIndex + 6 * typeCount + 4;
    bodies = kindIndex + 8 * kindCount;
  }

  static byte[] resource(String name) {
    try (InputStream stream = SchemaFile.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the build did not make " + name);
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int typeCount() {
    return typeCount;
  }

  int kindCount() {
    return kindCount;
  }

  String typeName(int place) {
    return string(data.getShort(typeIndex + 6 * place));
  }

  /** {@code part}: 0 group, 1 version, 2 kind. */
  String kindPart(int place, int part) {
    return string(data.getShort(kindIndex + 8 * place + 2 * part));
  }

  int kindType(int place) {
    return Short.toUnsignedInt(data.getShort(kindIndex + 8 * place + 6));
  }

  Type type(int place) {
    ByteBuffer in = data.duplicate();
    in.position(bodies + data.getInt(typeIndex + 6 * place + 2));
    boolean isAtomic = in.get() != 0;
    int count = Short.toUnsignedInt(in.getShort());
    List<Field> fields = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      fields.add(field(in));
    }
    return new Type(isAtomic, fields);
  }

  private Field field(ByteBuffer in) {
    String name = string(in.getShort());
    int number = Short.toUnsignedInt(in.getShort());
    Form form = FORMS.get(in.get());
    int flags = in.get();
    Shape shape = shape(in);
    int schema =
        form.compareTo(Form.SCHEMA_OR_ARRAY) < 0 ? NO_TYPE : Short.toUnsignedInt(in.getShort());
    ListType listType = LIST_TYPES.get(in.get());
    List<String> keys = strings(in);
    String mergeKey = string(in.getShort());
    List<String> strategies = strings(in);
    boolean isAtomic = (flags & 8) != 0;
    Merging merging =
        listType == ListType.UNSPECIFIED && !isAtomic && strategies.isEmpty()
            ? Merging.NONE
            : new Merging(listType, keys, isAtomic, mergeKey, strategies);
    String defaultValue = string(in.getShort());
    return new Field(name, number, form, flags, shape, schema, merging, defaultValue, strings(in));
  }

  private static Shape shape(ByteBuffer in) {
    int code = in.get();
    if (code == MESSAGE) {
      return new Shape(code, Short.toUnsignedInt(in.getShort()), null);
    }
    return new Shape(code, NO_TYPE, code > MESSAGE ? shape(in) : null);
  }

  /** {@code types} makes the supplier of the type at a place. */
  static FieldType fieldType(Shape shape, IntFunction<FieldType.Message> types) {
    if (shape.element() != null) {
      FieldType element = fieldType(shape.element(), types);
      return shape.code() == LIST ? new FieldType.ListOf(element) : new FieldType.MapOf(element);
    }
    return shape.code() == MESSAGE ? types.apply(shape.message()) : SCALARS.get(shape.code());
  }

  private List<String> strings(ByteBuffer in) {
    int count = in.get();
    if (count == 0) {
      return List.of();
    }
    String[] all = new String[count];
    for (int i = 0; i < count; i++) {
      all[i] = string(in.getShort());
    }
    return List.of(all);
  }

  private String string(short at) {
    int place = Short.toUnsignedInt(at);
    String known = strings[place];
    if (known == null) {
      int start = place == 0 ? 0 : data.getInt(stringEnds + 4 * (place - 1));
      int end = data.getInt(stringEnds + 4 * place);
      // one and the same in all trees: names are then compared by their identity first
      known =
          new String(data.array(), stringBytes + start, end - start, StandardCharsets.UTF_8)
              .intern();
      strings[place] = known;
    }
    return known;
  }
}
