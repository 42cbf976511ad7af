package dev.keelson.apiserver.server.kind.workload;

import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.Forms;
import dev.keelson.apiserver.server.kind.Located;

/** A number of pods, or the part of them all. */
final class IntOrPercent {
  private IntOrPercent() {}

  /** Not negative, and a percentage where it is a text. */
  static void notNegative(Located holder, String name) {
    if (holder.get(name) instanceof JsonString) {
      holder.form(name, Names::percent);
    } else {
      holder.notNegative(name);
    }
  }

  static void notAboveAll(Located holder, String name) {
    if (holder.get(name) instanceof JsonString(String text)
        && Forms.isPercent(text)
        && number(holder.get(name)) > 100) {
      holder.invalid(name, "must not be greater than 100%");
    }
  }

  /** Of either; 0 for what is neither. */
  static long number(JsonValue value) {
    return switch (value) {
      case JsonLong(long number) -> number;
      case JsonString(String text) when Forms.isPercent(text) -> parse(text);
      default -> 0;
    };
  }

  private static long parse(String percent) {
    String digits = percent.substring(0, percent.length() - 1);
    return digits.length() > 9 ? Integer.MAX_VALUE : Long.parseLong(digits);
  }
}
