package dev.keelson.nodeagent.shell;

import java.util.ArrayList;
import java.util.List;

/** Cuts a script into words, as written, and operators. */
final class Tokens {
  /** An operator, or a word with its quotes. */
  record Token(String text, boolean isOperator) {}

  private final String text;
  private int at;

  private Tokens(String text) {
    this.text = text;
  }

  static List<Token> of(String script) {
    return new Tokens(script).all();
  }

  private List<Token> all() {
    List<Token> tokens = new ArrayList<>();
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == ' ' || c == '\t' || c == '\r') {
        at++;
      } else if (c == '\\' && at + 1 < text.length() && text.charAt(at + 1) == '\n') {
        at += 2;
      } else if (c == '#') {
        while (at < text.length() && text.charAt(at) != '\n') {
          at++;
        }
      } else {
        tokens.add(isOperatorHere() ? operator() : new Token(word(), false));
      }
    }
    return tokens;
  }

  private boolean isOperatorHere() {
    return "\n;&|<>()".indexOf(text.charAt(at)) >= 0 || text.startsWith("2>", at);
  }

  private Token operator() {
    for (String each : List.of("2>&1", "2>>", "2>", "&&", "||", ">&2", ">>", ";;", "1>&2")) {
      if (text.startsWith(each, at)) {
        at += each.length();
        return new Token(each, true);
      }
    }
    return new Token(text.substring(at, ++at), true);
  }

  private String word() {
    int start = at;
    while (at < text.length() && " \t\r\n;&|<>()".indexOf(text.charAt(at)) < 0) {
      part();
    }
    return text.substring(start, at);
  }

  private void part() {
    char c = text.charAt(at);
    switch (c) {
      case '\'' -> at = past(text.indexOf('\'', at + 1));
      case '"' -> quoted();
      case '`' -> at = past(text.indexOf('`', at + 1));
      case '\\' -> at = Math.min(text.length(), at + 2);
      case '$' -> dollar();
      default -> at++;
    }
  }

  private void quoted() {
    at++;
    while (at < text.length() && text.charAt(at) != '"') {
      if (text.charAt(at) == '\'') {
        at++;
      } else {
        part();
      }
    }
    at = past(at < text.length() ? at : -1);
  }

  private void dollar() {
    at++;
    if (at < text.length() && text.charAt(at) == '(') {
      at = closing(text, at, '(', ')') + 1;
    } else if (at < text.length() && text.charAt(at) == '{') {
      at = closing(text, at, '{', '}') + 1;
    }
  }

  private static int past(int end) {
    if (end < 0) {
      throw new BadScript("a quote is not closed");
    }
    return end + 1;
  }

  /** Where what opens at {@code from} closes. */
  static int closing(String text, int from, char open, char close) {
    int depth = 0;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\'') {
        i = past(text.indexOf('\'', i + 1)) - 1;
      } else if (c == open) {
        depth++;
      } else if (c == close && --depth == 0) {
        return i;
      }
    }
    throw new BadScript("a " + open + " is not closed");
  }
}
