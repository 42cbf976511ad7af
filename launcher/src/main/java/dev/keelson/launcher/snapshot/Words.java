package dev.keelson.launcher.snapshot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A command's words: flags anywhere ({@code --f=v}, {@code --f v}, {@code -w v}), the rest are
 * arguments. A flag that was not given is looked for in the environment, {@code ETCDCTL_F}.
 */
public final class Words {
  private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
  private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");

  private final Map<String, String> given = new LinkedHashMap<>();
  private final List<String> arguments = new ArrayList<>();
  private final Map<String, String> variables;

  private Words(Map<String, String> variables) {
    this.variables = variables;
  }

  /**
   * {@code valued} and {@code switches}: names of flags with and without a value. Throws {@link
   * Misuse} for any other.
   */
  public static Words of(
      List<String> words, Set<String> valued, Set<String> switches, Map<String, String> variables) {
    Words it = new Words(variables);
    boolean flags = true;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (!flags || word.length() < 2 || !word.startsWith("-")) {
        it.arguments.add(word);
        continue;
      }
      if (word.equals("--")) {
        flags = false;
        continue;
      }
      String body = word.substring(word.startsWith("--") ? 2 : 1);
      int equals = body.indexOf('=');
      String name = full(equals < 0 ? body : body.substring(0, equals));
      if (!valued.contains(name) && !switches.contains(name)) {
        throw new Misuse("unknown flag: " + word);
      }
      if (equals >= 0) {
        it.given.put(name, body.substring(equals + 1));
      } else if (switches.contains(name)) {
        it.given.put(name, "true");
      } else if (i + 1 < words.size()) {
        it.given.put(name, words.get(++i));
      } else {
        throw new Misuse("flag needs an argument: " + word);
      }
    }
    return it;
  }

  private static String full(String name) {
    return switch (name) {
      case "w" -> "write-out";
      case "h" -> "help";
      default -> name;
    };
  }

  public List<String> arguments() {
    return List.copyOf(arguments);
  }

  public boolean isGiven(String flag) {
    return given.containsKey(flag);
  }

  public Optional<String> text(String flag) {
    Optional<String> value = Optional.ofNullable(given.get(flag));
    return value.or(
        () ->
            Optional.ofNullable(
                    variables.get(
                        "ETCDCTL_" + flag.replace('-', '_').toUpperCase(java.util.Locale.ROOT)))
                .filter(text -> !text.isEmpty()));
  }

  public String text(String flag, String otherwise) {
    return text(flag).orElse(otherwise);
  }

  public boolean isSet(String flag) {
    String value = text(flag, "false");
    if (!TRUE.contains(value) && !FALSE.contains(value)) {
      throw new Misuse("invalid argument \"%s\" for \"--%s\" flag".formatted(value, flag));
    }
    return TRUE.contains(value);
  }

  public long number(String flag, long otherwise) {
    String value = text(flag, Long.toString(otherwise));
    try {
      long number = Long.parseLong(value);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException _) {
      // said below
    }
    throw new Misuse("invalid argument \"%s\" for \"--%s\" flag".formatted(value, flag));
  }
}
