package dev.keelson.nodeagent.shell;

import java.util.ArrayList;
import java.util.List;

/** Takes quotes off, and puts values in. */
final class Expansion {
  private final Interpreter run;

  Expansion(Interpreter run) {
    this.run = run;
  }

  /** Each word; one that is an unquoted value becomes as many as it holds. */
  List<String> words(List<String> raw) {
    List<String> words = new ArrayList<>();
    for (String each : raw) {
      String value = text(each);
      String open = each.indexOf('\'') < 0 ? each : each.replaceAll("'[^']*'", "");
      boolean isSplit = (open.indexOf('$') >= 0 || open.startsWith("`")) && open.indexOf('"') < 0;
      if (isSplit) {
        for (String part : value.strip().split("\\s+")) {
          if (!part.isEmpty()) {
            words.add(part);
          }
        }
      } else {
        words.add(value);
      }
    }
    return words;
  }

  String text(String raw) {
    StringBuilder out = new StringBuilder();
    boolean isQuoted = false;
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '"') {
        isQuoted = !isQuoted;
      } else if (c == '\'' && !isQuoted) {
        int end = raw.indexOf('\'', i + 1);
        out.append(raw, i + 1, end);
        i = end;
      } else if (c == '\\' && i + 1 < raw.length()) {
        char next = raw.charAt(++i);
        if (isQuoted && "\"\\$`".indexOf(next) < 0) {
          out.append('\\');
        }
        out.append(next);
      } else if (c == '`') {
        int end = raw.indexOf('`', i + 1);
        out.append(command(raw.substring(i + 1, end)));
        i = end;
      } else if (c == '$') {
        i = dollar(raw, i, out);
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** The place of the last character that was used. */
  private int dollar(String raw, int at, StringBuilder out) {
    if (raw.startsWith("$((", at)) {
      int end = Tokens.closing(raw, at + 1, '(', ')');
      String inner = text(raw.substring(at + 3, end - 1).replace("\"", ""));
      out.append(Arithmetic.of(inner, this::value));
      return end;
    }
    if (raw.startsWith("$(", at)) {
      int end = Tokens.closing(raw, at + 1, '(', ')');
      out.append(command(raw.substring(at + 2, end)));
      return end;
    }
    if (raw.startsWith("${", at)) {
      int end = Tokens.closing(raw, at + 1, '{', '}');
      out.append(braced(raw.substring(at + 2, end)));
      return end;
    }
    int end = at + 1;
    while (end < raw.length()
        && (Character.isLetterOrDigit(raw.charAt(end)) || raw.charAt(end) == '_')) {
      end++;
    }
    if (end == at + 1 && end < raw.length() && "?$#@*!".indexOf(raw.charAt(end)) >= 0) {
      out.append(value(raw.substring(end, end + 1)));
      return end;
    }
    out.append(end == at + 1 ? "$" : value(raw.substring(at + 1, end)));
    return end - 1;
  }

  private String braced(String inner) {
    for (String operator : List.of(":-", ":=", "-")) {
      int at = inner.indexOf(operator);
      if (at > 0) {
        String value = value(inner.substring(0, at));
        return value.isEmpty() ? text(inner.substring(at + operator.length())) : value;
      }
    }
    int suffix = inner.indexOf("##*");
    if (suffix > 0) {
      String value = value(inner.substring(0, suffix));
      return value.substring(value.lastIndexOf(inner.substring(suffix + 3)) + 1);
    }
    return value(inner);
  }

  String value(String name) {
    return switch (name) {
      case "?" -> Integer.toString(run.status);
      case "$" -> "1";
      case "#", "!" -> "0";
      case "@", "*" -> "";
      case "RANDOM" -> Integer.toString(run.random.nextInt(32_768));
      case "HOSTNAME" -> run.variables.getOrDefault(name, run.surroundings.hostname());
      case "SECONDS" -> Long.toString(run.now().toSeconds());
      default -> run.variables.getOrDefault(name, "");
    };
  }

  private String command(String script) {
    return run.capture(Parser.parse(script)).stripTrailing();
  }
}
