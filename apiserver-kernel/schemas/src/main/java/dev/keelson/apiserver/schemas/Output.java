package dev.keelson.apiserver.schemas;

import dev.keelson.apiserver.schemas.BuiltType.Field;
import dev.keelson.apiserver.schemas.BuiltType.Kind;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.zip.GZIPOutputStream;

/**
 * The two resources. Big-endian; a string is its place in the table of strings.
 *
 * <pre>
 * schemas:      magic:4 strings:4 (end:4)* bytes
 *               types:4 (name:2 start:4)* kinds:4 (group:2 version:2 kind:2 type:2)* type*
 * type:         flags:1 fields:2 field*
 * field:        name:2 number:2 form:1 flags:1 shape [type:2 of JSONSchemaProps, in forms 3 and above]
 *               list:1 keys:1 key:2* mergeKey:2 strategies:1 strategy:2* default:2 enum:1 value:2*
 * shape:        code:1, then of a message type:2, of a list or map shape
 * descriptions: gzip of (length:4 bytes)*: of each type its own, then those of its fields
 * </pre>
 */
final class Output {
  static final int MAGIC = 0x4b534331;

  private final Map<String, Integer> strings = new LinkedHashMap<>();
  private final Map<String, Integer> places = new LinkedHashMap<>();
  private final SortedMap<String, BuiltType> types;
  private final List<Kind> kinds;

  Output(SortedMap<String, BuiltType> types, List<Kind> kinds) {
    this.types = types;
    this.kinds = kinds;
    types.keySet().forEach(type -> places.put(type, places.size()));
  }

  byte[] schemas() throws IOException {
    ByteArrayOutputStream index = new ByteArrayOutputStream();
    ByteArrayOutputStream bodies = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(index);
    DataOutputStream body = new DataOutputStream(bodies);
    out.writeInt(types.size());
    for (BuiltType type : types.values()) {
      string(out, type.name());
      out.writeInt(bodies.size());
      type(body, type);
    }
    out.writeInt(kinds.size());
    for (Kind kind : kinds) {
      string(out, kind.group());
      string(out, kind.version());
      string(out, kind.kind());
      out.writeShort(place(kind.type()));
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    DataOutputStream all = new DataOutputStream(whole);
    all.writeInt(MAGIC);
    strings(all);
    index.writeTo(all);
    bodies.writeTo(all);
    return whole.toByteArray();
  }

  private void strings(DataOutputStream out) throws IOException {
    out.writeInt(strings.size());
    int end = 0;
    List<byte[]> all = new ArrayList<>();
    for (String text : strings.keySet()) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      end += bytes.length;
      out.writeInt(end);
      all.add(bytes);
    }
    for (byte[] bytes : all) {
      out.write(bytes);
    }
  }

  byte[] descriptions() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(bytes))) {
      for (BuiltType type : types.values()) {
        text(out, type.description());
        for (Field field : type.fields()) {
          text(out, field.description());
        }
      }
    }
    return bytes.toByteArray();
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private void type(DataOutputStream out, BuiltType type) throws IOException {
    out.writeByte(type.isAtomic() ? 1 : 0);
    out.writeShort(type.fields().size());
    for (Field field : type.fields()) {
      field(out, field);
    }
  }

  private void field(DataOutputStream out, Field field) throws IOException {
    RawField raw = field.raw();
    string(out, field.name());
    out.writeShort(raw.number());
    out.writeByte(raw.form().ordinal());
    out.writeByte(
        (field.isRequired() ? 1 : 0)
            | (field.isPointer() ? 2 : 0)
            | (field.isWritten() ? 4 : 0)
            | (field.isAtomic() ? 8 : 0));
    shape(out, raw.shape());
    if (raw.form().compareTo(RawField.Form.SCHEMA_OR_ARRAY) >= 0) {
      out.writeShort(place("apiextensions.v1.JSONSchemaProps"));
    }
    out.writeByte(field.listType());
    strings(out, field.listMapKeys());
    string(out, field.patchMergeKey());
    strings(out, field.patchStrategies());
    string(out, field.defaultValue());
    strings(out, field.enumValues());
  }

  private void shape(DataOutputStream out, Shape shape) throws IOException {
    out.writeByte(shape.code());
    if (shape.code() == Shape.MESSAGE) {
      out.writeShort(place(shape.message()));
    } else if (shape.code() > Shape.MESSAGE) {
      shape(out, shape.element());
    }
  }

  private int place(String type) {
    Integer place = places.get(type);
    if (place == null) {
      throw new IllegalStateException("no type is called " + type);
    }
    return place;
  }

  private void string(DataOutputStream out, String text) throws IOException {
    Integer place = strings.get(text);
    if (place == null) {
      place = strings.size();
      strings.put(text, place);
    }
    out.writeShort(place);
  }

  private void strings(DataOutputStream out, List<String> texts) throws IOException {
    out.writeByte(texts.size());
    for (String text : texts) {
      string(out, text);
    }
  }
}
