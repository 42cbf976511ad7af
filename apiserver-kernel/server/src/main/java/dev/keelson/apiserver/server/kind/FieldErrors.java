package dev.keelson.apiserver.server.kind;

import dev.keelson.apiserver.model.ApiStatus.Cause;
import dev.keelson.apiserver.model.json.GoText;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonBool;
import dev.keelson.apiserver.model.json.JsonDouble;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is wrong with an object, with the texts of apimachinery's {@code field.Error}. Collected by
 * one thread.
 */
public final class FieldErrors {
  private final List<Cause> causes = new ArrayList<>();

  public boolean isEmpty() {
    return causes.isEmpty();
  }

  public int count() {
    return causes.size();
  }

  public List<Cause> causes() {
    return List.copyOf(causes);
  }

  public void required(FieldPath path, String detail) {
    add("FieldValueRequired", path, "Required value", detail);
  }

  public void invalid(FieldPath path, JsonValue value, String detail) {
    add("FieldValueInvalid", path, "Invalid value: " + shown(value), detail);
  }

  public void invalid(FieldPath path, String value, String detail) {
    invalid(path, JsonString.of(value), detail);
  }

  public void invalid(FieldPath path, long value, String detail) {
    invalid(path, JsonLong.of(value), detail);
  }

  /** Where the value would say nothing. */
  public void invalid(FieldPath path, String detail) {
    add("FieldValueInvalid", path, "Invalid value", detail);
  }

  /** {@code supported} in the order in which the message names them. */
  public void notSupported(FieldPath path, String value, List<String> supported) {
    notSupported(path, JsonString.of(value), supported);
  }

  public void notSupported(FieldPath path, JsonValue value, List<String> supported) {
    String all =
        supported.stream().map(each -> "\"" + each + "\"").collect(Collectors.joining(", "));
    add(
        "FieldValueNotSupported",
        path,
        "Unsupported value: " + shown(value),
        supported.isEmpty() ? "" : "supported values: " + all);
  }

  public void duplicate(FieldPath path, String value) {
    duplicate(path, JsonString.of(value));
  }

  public void duplicate(FieldPath path, JsonValue value) {
    duplicate(path, value, "");
  }

  public void duplicate(FieldPath path, JsonValue value, String detail) {
    add("FieldValueDuplicate", path, "Duplicate value: " + shown(value), detail);
  }

  public void forbidden(FieldPath path, String detail) {
    add("FieldValueForbidden", path, "Forbidden", detail);
  }

  public void notFound(FieldPath path, String value) {
    notFound(path, value, "");
  }

  public void notFound(FieldPath path, String value, String detail) {
    add("FieldValueNotFound", path, "Not found: \"" + value + "\"", detail);
  }

  /** {@code most} in bytes. */
  public void tooLong(FieldPath path, int most) {
    add("FieldValueTooLong", path, "Too long", "may not be more than " + most + " bytes");
  }

  public void tooMany(FieldPath path, int actual, int most) {
    add(
        "FieldValueTooMany",
        path,
        "Too many: " + actual,
        "must have at most " + most + (most == 1 ? " item" : " items"));
  }

  public void typeInvalid(FieldPath path, JsonValue value, String detail) {
    add("FieldValueTypeInvalid", path, "Invalid value: " + shown(value), detail);
  }

  private void add(String reason, FieldPath path, String what, String detail) {
    causes.add(new Cause(reason, detail.isEmpty() ? what : what + ": " + detail, path.text()));
  }

  /** One line for the status: each as {@code path: message}, in brackets if several. */
  public String summary() {
    List<String> lines =
        causes.stream().map(cause -> cause.field() + ": " + cause.message()).distinct().toList();
    return lines.size() == 1 ? lines.getFirst() : "[" + String.join(", ", lines) + "]";
  }

  private static String shown(JsonValue value) {
    return switch (value) {
      case JsonString(String text) -> GoText.quote(text);
      case JsonNull _ -> "null";
      case JsonLong _, JsonDouble _, JsonBool _, JsonObject _, JsonArray _ -> value.toJson();
    };
  }
}
