package dev.keelson.nodeagent.shell;

import java.util.List;
import java.util.Objects;

/** {@code test}, {@code [ … ]}, {@code [[ … ]]}. */
final class Test {
  private final Interpreter run;
  private final List<String> words;
  private int at;

  Test(Interpreter run, List<String> words) {
    this.run = run;
    this.words = words;
  }

  boolean holds() {
    boolean value = all();
    while (take("-o") || take("||")) {
      value |= all();
    }
    return value;
  }

  private boolean all() {
    boolean value = one();
    while (take("-a") || take("&&")) {
      value &= one();
    }
    return value;
  }

  private boolean take(String word) {
    boolean isThere = at < words.size() && words.get(at).equals(word);
    at += isThere ? 1 : 0;
    return isThere;
  }

  private String next() {
    return at < words.size() ? words.get(at++) : "";
  }

  private boolean one() {
    if (take("!")) {
      return !one();
    }
    String left = next();
    if (left.matches("-[a-zA-Z]") && at < words.size()) {
      return unary(left, next());
    }
    if (at >= words.size() || List.of("-a", "-o", "&&", "||").contains(words.get(at))) {
      return !left.isEmpty();
    }
    return binary(left, next(), next());
  }

  private boolean unary(String operator, String operand) {
    return switch (operator) {
      case "-z" -> operand.isEmpty();
      case "-n" -> !operand.isEmpty();
      case "-s" -> !run.files.getOrDefault(operand, "").isEmpty();
      case "-d" -> run.files.keySet().stream().anyMatch(path -> path.startsWith(operand + "/"));
      default -> run.files.containsKey(operand);
    };
  }

  private static boolean binary(String left, String operator, String right) {
    return switch (operator) {
      case "=", "==" -> Objects.equals(left, right);
      case "!=" -> !Objects.equals(left, right);
      case "<" -> left.compareTo(right) < 0;
      case ">" -> left.compareTo(right) > 0;
      case "-eq" -> number(left) == number(right);
      case "-ne" -> number(left) != number(right);
      case "-lt" -> number(left) < number(right);
      case "-le" -> number(left) <= number(right);
      case "-gt" -> number(left) > number(right);
      case "-ge" -> number(left) >= number(right);
      default -> throw new BadScript("test: unknown operator " + operator);
    };
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException _) {
      throw new BadScript("test: bad number " + text);
    }
  }
}
