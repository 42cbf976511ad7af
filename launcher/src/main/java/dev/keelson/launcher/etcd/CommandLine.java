package dev.keelson.launcher.etcd;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Go's flag syntax: {@code --f=v}, {@code --f v}, {@code -f v}, booleans bare or with {@code =}. A
 * word that is no flag ends the flags and is an error, as is {@code --} with words after it.
 */
sealed interface CommandLine {
  /** {@code given}: flag to value, former names already turned into present ones. */
  record Parsed(Map<String, String> given) implements CommandLine {}

  record HelpWanted() implements CommandLine {}

  record VersionWanted() implements CommandLine {}

  /** Not flags at all: usage and exit 2. {@code complaint} is Go's line. */
  record Misused(String complaint) implements CommandLine {}

  /** A word too many: exit 1. */
  record Stray(String word) implements CommandLine {}

  static CommandLine parse(List<String> words) {
    return new Parser(words).parse();
  }

  /** Walks the words once; values of repeated flags replace each other. */
  final class Parser {
    private final List<String> words;
    private final Map<String, String> given = new LinkedHashMap<>();
    private int next;
    private boolean version;

    private Parser(List<String> words) {
      this.words = words;
    }

    private CommandLine parse() {
      while (next < words.size()) {
        String word = words.get(next);
        if (word.length() < 2 || !word.startsWith("-")) {
          return new Stray(word);
        }
        next++;
        if (word.equals("--")) {
          break;
        }
        Optional<CommandLine> end = flag(word);
        if (end.isPresent()) {
          return end.get();
        }
      }
      if (next < words.size()) {
        return new Stray(words.get(next));
      }
      return version ? new VersionWanted() : new Parsed(given);
    }

    /** Empty to go on. */
    private Optional<CommandLine> flag(String word) {
      String body = word.substring(word.startsWith("--") ? 2 : 1);
      if (body.isEmpty() || body.startsWith("-") || body.startsWith("=")) {
        return misused("bad flag syntax: " + word);
      }
      int equals = body.indexOf('=');
      String name = equals < 0 ? body : body.substring(0, equals);
      Optional<String> value =
          equals < 0 ? Optional.empty() : Optional.of(body.substring(equals + 1));
      return switch (name) {
        case "help", "h" -> Optional.of(new HelpWanted());
        case "version" -> versionFlag(value.orElse("true"));
        case "config-file" -> take(name, FlagType.STRING, "config-file", value);
        default ->
            EtcdFlags.find(name)
                .map(flag -> take(name, flag.type(), flag.aliasOf().orElse(name), value))
                .orElseGet(() -> misused("flag provided but not defined: -" + name));
      };
    }

    private Optional<CommandLine> versionFlag(String value) {
      Optional<Boolean> wanted = FlagType.bool(value);
      version = wanted.orElse(false);
      return wanted.isPresent()
          ? Optional.empty()
          : misused("invalid boolean value \"" + value + "\" for -version: parse error");
    }

    private Optional<CommandLine> take(
        String name, FlagType type, String target, Optional<String> attached) {
      String value;
      if (attached.isPresent()) {
        value = attached.get();
      } else if (type == FlagType.BOOL) {
        value = "true";
      } else if (next < words.size()) {
        value = words.get(next++);
      } else {
        return misused("flag needs an argument: -" + name);
      }
      Optional<String> complaint = type.complaint(value);
      if (complaint.isPresent()) {
        String what = type == FlagType.BOOL ? "boolean value" : "value";
        String where = type == FlagType.BOOL ? " for -" : " for flag -";
        return misused(
            "invalid " + what + " \"" + value + "\"" + where + name + ": " + complaint.get());
      }
      given.put(target, value);
      return Optional.empty();
    }

    private static Optional<CommandLine> misused(String complaint) {
      return Optional.of(new Misused(complaint));
    }
  }
}
