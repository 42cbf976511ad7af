package dev.keelson.controllers.pod;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A short name for a template: FNV-1a of 32 bits, in the letters that make no words. It differs
 * from the one that kube-controller-manager computes for the same template, which hashes Go's
 * memory layout; so nobody may compare a hash with a template's, only templates with each other.
 */
public final class TemplateHash {
  private static final int BASIS = 0x811C9DC5;
  private static final int PRIME = 0x01000193;

  /** apimachinery's: no vowels, no digits or letters that look alike. */
  private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";

  private TemplateHash() {}

  /**
   * @param collisions how often the same hash meant another template
   */
  public static String of(JsonObject template, OptionalLong collisions) {
    int hash = add(BASIS, template);
    if (collisions.isPresent()) {
      hash = add(hash, Long.toString(collisions.getAsLong()));
    }
    return encoded(Integer.toUnsignedString(hash));
  }

  public static String encoded(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      safe.append(LETTERS.charAt(text.charAt(i) % LETTERS.length()));
    }
    return safe.toString();
  }

  /** Whatever the order of names. */
  private static int add(int hash, JsonValue value) {
    return switch (value) {
      case JsonObject object -> {
        int all = add(hash, "{");
        List<String> names = object.names().stream().sorted().toList();
        for (String name : names) {
          Optional<JsonValue> member = object.find(name).filter(each -> !each.isNull());
          if (member.isPresent()) {
            all = add(add(all, name + ":"), member.get());
          }
        }
        yield add(all, "}");
      }
      case JsonArray array -> {
        int all = add(hash, "[");
        for (JsonValue each : array) {
          all = add(add(all, each), ",");
        }
        yield add(all, "]");
      }
      default -> add(hash, value.toJson());
    };
  }

  private static int add(int hash, String text) {
    int all = hash;
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      all = (all ^ (each & 0xFF)) * PRIME;
    }
    return all;
  }
}
