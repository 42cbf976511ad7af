package dev.keelson.apiserver.model.yaml;

import dev.keelson.apiserver.model.json.JsonBool;
import dev.keelson.apiserver.model.json.JsonDouble;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/** The types of scalars, as go-yaml 2 resolves them and JSON can say them. */
final class YamlScalars {
  static final String TAG = "tag:yaml.org,2002:";

  private static final Pattern FLOAT =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
  private static final BigInteger MOST = BigInteger.ONE.shiftLeft(64);

  /** What is written as an integer by Go's encoder, since doubles reach their JSON first. */
  private static final double LARGEST_PLAIN = 1e21;

  private YamlScalars() {}

  static JsonValue resolve(ScalarEvent event, String text) {
    String tag = event.getTag().orElse("");
    if (tag.isEmpty()) {
      return event.isPlain()
          ? plain(text).orElseGet(() -> JsonString.of(text))
          : JsonString.of(text);
    }
    if (!tag.startsWith(TAG)) {
      return JsonString.of(text);
    }
    String type = tag.substring(TAG.length());
    return switch (type) {
      case "binary" -> binary(text);
      case "int", "float", "bool", "null" -> tagged(type, text);
      default -> JsonString.of(text);
    };
  }

  private static JsonValue tagged(String type, String text) {
    JsonValue value = plain(text).orElseGet(() -> JsonString.of(text));
    String actual =
        switch (value) {
          case JsonLong _ -> "int";
          case JsonDouble _ -> "float";
          case JsonBool _ -> "bool";
          case JsonNull _ -> "null";
          default -> "str";
        };
    if (!actual.equals(type) && !(type.equals("float") && actual.equals("int"))) {
      throw new BadYaml("yaml: cannot decode !!%s `%s` as a !!%s".formatted(actual, text, type));
    }
    return value;
  }

  private static JsonValue binary(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text.replace("\n", "").replace("\r", ""));
      return JsonString.of(new String(bytes, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException _) {
      throw new BadYaml("yaml: !!binary value contains invalid base64 data");
    }
  }

  /** Empty for a string. */
  private static Optional<JsonValue> plain(String text) {
    return switch (text) {
      case "", "~", "null", "Null", "NULL" -> Optional.of(JsonNull.NULL);
      case "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON" ->
          Optional.of(JsonBool.TRUE);
      case "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF" ->
          Optional.of(JsonBool.FALSE);
      case ".nan", ".NaN", ".NAN" -> throw new BadYaml("json: unsupported value: NaN");
      case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF" ->
          throw new BadYaml("json: unsupported value: +Inf");
      case "-.inf", "-.Inf", "-.INF" -> throw new BadYaml("json: unsupported value: -Inf");
      default -> number(text);
    };
  }

  private static Optional<JsonValue> number(String text) {
    char first = text.charAt(0);
    if (first == '.') {
      return FLOAT.matcher(text).matches() ? decimal(text) : Optional.empty();
    }
    if (first != '-' && first != '+' && (first < '0' || first > '9')) {
      return Optional.empty();
    }
    String digits = text.replace("_", "");
    return integer(digits)
        .or(() -> FLOAT.matcher(digits).matches() ? decimal(digits) : Optional.empty());
  }

  private static Optional<JsonValue> decimal(String text) {
    double number = Double.parseDouble(text);
    if (Double.isInfinite(number)) {
      return Optional.empty();
    }
    boolean isWhole = number == Math.rint(number) && Math.abs(number) < LARGEST_PLAIN;
    return Optional.of(
        isWhole && Math.abs(number) < 0x1p63 ? JsonLong.of((long) number) : new JsonDouble(number));
  }

  /** With a base's prefix, Go's: 0x, 0b, 0o, and 0 for octal. */
  private static Optional<JsonValue> integer(String text) {
    boolean isSigned = text.startsWith("-") || text.startsWith("+");
    String size = isSigned ? text.substring(1) : text;
    int base = 10;
    String digits = size;
    if (size.length() > 1 && size.charAt(0) == '0') {
      base =
          switch (size.charAt(1)) {
            case 'x', 'X' -> 16;
            case 'b', 'B' -> 2;
            default -> 8;
          };
      boolean hasLetter = base != 8 || size.charAt(1) == 'o' || size.charAt(1) == 'O';
      digits = size.substring(hasLetter ? 2 : 1);
    }
    if (digits.isEmpty() || !hasOnlyDigits(digits, base)) {
      return Optional.empty();
    }
    BigInteger number = new BigInteger(digits, base);
    if (text.startsWith("-")) {
      number = number.negate();
    }
    if (number.bitLength() <= 63) {
      return Optional.of(JsonLong.of(number.longValue()));
    }
    boolean isUnsigned = !isSigned && number.compareTo(MOST) < 0;
    return isUnsigned ? Optional.of(new JsonDouble(number.doubleValue())) : Optional.empty();
  }

  private static boolean hasOnlyDigits(String text, int base) {
    return text.length() <= 128
        && text.chars().allMatch(each -> each < 128 && Character.digit(each, base) >= 0);
  }
}
