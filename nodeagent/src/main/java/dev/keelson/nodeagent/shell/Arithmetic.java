package dev.keelson.nodeagent.shell;

import java.util.List;
import java.util.function.Function;

/** {@code $((…))} and {@code expr}: integers of 64 bits, C's precedence. */
final class Arithmetic {
  private static final List<List<String>> LEVELS =
      List.of(
          List.of("||"),
          List.of("&&"),
          List.of("==", "!="),
          List.of("<=", ">=", "<", ">"),
          List.of("+", "-"),
          List.of("*", "/", "%"));

  private final String text;
  private final Function<String, String> variables;
  private int at;

  private Arithmetic(String text, Function<String, String> variables) {
    this.text = text;
    this.variables = variables;
  }

  static long of(String text, Function<String, String> variables) {
    Arithmetic all = new Arithmetic(text, variables);
    long value = all.level(0);
    all.blanks();
    if (all.at < text.length()) {
      throw new BadScript("arithmetic: " + text);
    }
    return value;
  }

  private void blanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private long level(int level) {
    if (level == LEVELS.size()) {
      return unary();
    }
    long left = level(level + 1);
    while (true) {
      blanks();
      String found = "";
      for (String operator : LEVELS.get(level)) {
        if (text.startsWith(operator, at)) {
          found = operator;
          break;
        }
      }
      if (found.isEmpty()) {
        return left;
      }
      at += found.length();
      left = apply(found, left, level(level + 1));
    }
  }

  private static long apply(String operator, long left, long right) {
    return switch (operator) {
      case "||" -> left != 0 || right != 0 ? 1 : 0;
      case "&&" -> left != 0 && right != 0 ? 1 : 0;
      case "==" -> left == right ? 1 : 0;
      case "!=" -> left != right ? 1 : 0;
      case "<=" -> left <= right ? 1 : 0;
      case ">=" -> left >= right ? 1 : 0;
      case "<" -> left < right ? 1 : 0;
      case ">" -> left > right ? 1 : 0;
      case "+" -> left + right;
      case "-" -> left - right;
      case "*" -> left * right;
      default -> divided(operator, left, right);
    };
  }

  private static long divided(String operator, long left, long right) {
    if (right == 0) {
      throw new BadScript("division by 0");
    }
    return operator.equals("/") ? left / right : left % right;
  }

  private long unary() {
    blanks();
    if (at >= text.length()) {
      return 0;
    }
    char c = text.charAt(at);
    if (c == '-' || c == '!' || c == '+') {
      at++;
      long value = unary();
      return c == '-' ? -value : c == '+' ? value : value == 0 ? 1 : 0;
    }
    if (c == '(') {
      at++;
      long value = level(0);
      blanks();
      at++;
      return value;
    }
    int start = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
      at++;
    }
    if (at == start) {
      throw new BadScript("arithmetic: " + text);
    }
    return value(text.substring(start, at));
  }

  private long value(String word) {
    String text = Character.isDigit(word.charAt(0)) ? word : variables.apply(word).strip();
    try {
      return text.isEmpty() ? 0 : Long.parseLong(text);
    } catch (NumberFormatException _) {
      throw new BadScript("no number: " + text);
    }
  }
}
