package dev.keelson.apiserver.model.select;

import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.model.select.LabelRequirement.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Reads one text. Errors are those of upstream's parser, word by word. */
final class LabelSelectorParser {
  private static final String SYMBOLS = "=!(),><";
  private static final String END = "";

  /** Literals; the last is {@link #END}. A name is whatever is no symbol. */
  private final List<String> tokens = new ArrayList<>();

  private int at;

  LabelSelectorParser(String text) {
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      int start = i++;
      if (c == 0) {
        break;
      } else if (isSpace(c)) {
        continue;
      } else if (isSymbol(c)) {
        boolean isLonger = (c == '=' || c == '!') && i < text.length() && text.charAt(i) == '=';
        i += isLonger ? 1 : 0;
      } else {
        while (i < text.length() && !ends(text.charAt(i))) {
          i++;
        }
      }
      tokens.add(text.substring(start, i));
    }
    tokens.add(END);
  }

  private static boolean ends(char c) {
    return c == 0 || isSpace(c) || isSymbol(c);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  private static boolean isSymbol(char c) {
    return SYMBOLS.indexOf(c) >= 0;
  }

  private static boolean isName(String token) {
    return !token.isEmpty() && !isSymbol(token.charAt(0));
  }

  List<LabelRequirement> parse() {
    List<LabelRequirement> requirements = new ArrayList<>();
    while (!peek().equals(END)) {
      if (!isName(peek()) && !peek().equals("!")) {
        throw expected(peek(), ", expected: !, identifier, or 'end of string'");
      }
      try {
        requirements.add(requirement());
      } catch (BadSelector e) {
        throw new BadSelector("unable to parse requirement: " + e.getMessage());
      }
      String behind = next();
      if (behind.equals(END)) {
        break;
      }
      if (!behind.equals(",")) {
        throw expected(behind, ", expected: ',' or 'end of string'");
      }
      if (!isName(peek()) && !peek().equals("!")) {
        throw expected(peek(), ", expected: identifier after ','");
      }
    }
    return requirements;
  }

  private LabelRequirement requirement() {
    boolean isAbsent = peek().equals("!");
    if (isAbsent) {
      next();
    }
    String key = next();
    if (!isName(key)) {
      throw expected(key, ", expected: identifier");
    }
    List<String> wrong = Names.qualifiedName(key);
    if (!wrong.isEmpty()) {
      throw new BadSelector(LabelRequirement.invalid("<nil>", key, wrong));
    }
    if (isAbsent) {
      return LabelRequirement.checked(key, Operator.DOES_NOT_EXIST, List.of());
    }
    if (peek().equals(END) || peek().equals(",")) {
      return LabelRequirement.checked(key, Operator.EXISTS, List.of());
    }
    Operator operator = operator();
    boolean isSet = operator == Operator.IN || operator == Operator.NOT_IN;
    return LabelRequirement.checked(key, operator, isSet ? List.copyOf(set()) : List.of(exact()));
  }

  private Operator operator() {
    String token = next();
    return switch (token) {
      case "in" -> Operator.IN;
      case "notin" -> Operator.NOT_IN;
      case "=" -> Operator.EQUALS;
      case "==" -> Operator.DOUBLE_EQUALS;
      case "!=" -> Operator.NOT_EQUALS;
      case ">" -> Operator.GREATER_THAN;
      case "<" -> Operator.LESS_THAN;
      default -> throw expected(token, ", expected: in, notin, =, ==, !=, gt, lt");
    };
  }

  private String exact() {
    if (peek().equals(END) || peek().equals(",")) {
      return "";
    }
    String value = next();
    if (!isName(value)) {
      throw expected(value, ", expected: identifier");
    }
    return value;
  }

  private Set<String> set() {
    String open = next();
    if (!open.equals("(")) {
      throw expected(open, " expected: '('");
    }
    if (peek().equals(")")) {
      next();
      return Set.of("");
    }
    if (!isName(peek()) && !peek().equals(",")) {
      throw expected(peek(), ", expected: ',', ')' or identifier");
    }
    return values();
  }

  /** Up to the closing parenthesis, and that. What is left out counts as "". */
  private Set<String> values() {
    Set<String> values = new TreeSet<>();
    while (true) {
      String token = next();
      if (isName(token)) {
        values.add(token);
        if (peek().equals(")")) {
          next();
          return values;
        }
        if (!peek().equals(",")) {
          throw expected(peek(), ", expected: ',' or ')'");
        }
      } else if (token.equals(",")) {
        if (values.isEmpty() || peek().equals(",") || peek().equals(")")) {
          values.add("");
        }
        if (peek().equals(")")) {
          next();
          return values;
        }
      } else {
        throw expected(token, ", expected: ',', or identifier");
      }
    }
  }

  private static BadSelector expected(String found, String rest) {
    return new BadSelector("found '" + found + "'" + rest);
  }

  private String peek() {
    return tokens.get(at);
  }

  private String next() {
    return at < tokens.size() - 1 ? tokens.get(at++) : END;
  }
}
