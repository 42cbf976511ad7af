package dev.keelson.nodeagent.shell;

import dev.keelson.nodeagent.shell.Tokens.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Recursive descent, by POSIX's grammar as far as it goes here. */
final class Parser {
  private static final Set<String> ENDS =
      Set.of("then", "else", "elif", "fi", "do", "done", "}", "esac");

  private final List<Token> tokens;
  private int at;

  private Parser(List<Token> tokens) {
    this.tokens = tokens;
  }

  /**
   * @throws BadScript it is none
   */
  static Node parse(String script) {
    Parser parser = new Parser(Tokens.of(script));
    Node all = parser.list();
    if (parser.at < parser.tokens.size()) {
      throw new BadScript("unexpected " + parser.tokens.get(parser.at).text());
    }
    return all;
  }

  private boolean isNext(String text, boolean isOperator) {
    return at < tokens.size()
        && tokens.get(at).isOperator() == isOperator
        && tokens.get(at).text().equals(text);
  }

  private boolean take(String text, boolean isOperator) {
    boolean isThere = isNext(text, isOperator);
    at += isThere ? 1 : 0;
    return isThere;
  }

  private void need(String word) {
    newLines();
    if (!take(word, word.equals(")"))) {
      throw new BadScript("no " + word);
    }
  }

  private void newLines() {
    while (take("\n", true) || take(";", true)) {
      // Empty commands.
    }
  }

  private Node list() {
    List<Node> parts = new ArrayList<>();
    newLines();
    while (at < tokens.size() && !isEnd()) {
      parts.add(andOr());
      if (!take(";", true) && !take("\n", true) && !take("&", true)) {
        break;
      }
      newLines();
    }
    return parts.size() == 1 ? parts.getFirst() : new Node.Sequence(List.copyOf(parts));
  }

  private boolean isEnd() {
    Token next = tokens.get(at);
    return next.isOperator() ? next.text().equals(")") : ENDS.contains(next.text());
  }

  private Node andOr() {
    Node left = pipeline();
    while (true) {
      if (take("&&", true)) {
        newLines();
        left = new Node.And(left, pipeline());
      } else if (take("||", true)) {
        newLines();
        left = new Node.Or(left, pipeline());
      } else {
        return left;
      }
    }
  }

  private Node pipeline() {
    boolean isNot = take("!", false);
    Node left = command();
    while (take("|", true)) {
      newLines();
      left = new Node.Pipe(left, command());
    }
    return isNot ? new Node.Not(left) : left;
  }

  private Node command() {
    if (take("if", false)) {
      return branch();
    }
    if (take("while", false)) {
      return loop(true);
    }
    if (take("until", false)) {
      return loop(false);
    }
    if (take("for", false)) {
      return each();
    }
    if (take("{", false)) {
      Node body = list();
      need("}");
      return body;
    }
    if (take("(", true)) {
      Node body = list();
      need(")");
      return body;
    }
    return simple();
  }

  private Node branch() {
    Node condition = list();
    need("then");
    Node then = list();
    if (take("elif", false)) {
      return new Node.If(condition, then, branch());
    }
    Node otherwise = take("else", false) ? list() : Node.NOTHING;
    need("fi");
    return new Node.If(condition, then, otherwise);
  }

  private Node loop(boolean isWhile) {
    Node condition = list();
    need("do");
    Node body = list();
    need("done");
    return new Node.Loop(condition, isWhile, body);
  }

  private Node each() {
    String name = word();
    List<String> words = new ArrayList<>();
    newLines();
    if (take("in", false)) {
      while (at < tokens.size() && !tokens.get(at).isOperator()) {
        words.add(word());
      }
    }
    need("do");
    Node body = list();
    need("done");
    return new Node.For(name, List.copyOf(words), body);
  }

  private String word() {
    if (at >= tokens.size() || tokens.get(at).isOperator()) {
      throw new BadScript("a word is missing");
    }
    return tokens.get(at++).text();
  }

  private Node simple() {
    List<String> words = new ArrayList<>();
    List<Node.Redirect> redirects = new ArrayList<>();
    while (at < tokens.size()) {
      Token next = tokens.get(at);
      if (!next.isOperator()) {
        words.add(word());
      } else if (Set.of("2>&1", ">&2", "1>&2").contains(next.text())) {
        at++;
        redirects.add(new Node.Redirect(next.text(), ""));
      } else if (Set.of(">", ">>", "<", "2>", "2>>").contains(next.text())) {
        at++;
        redirects.add(new Node.Redirect(next.text(), word()));
      } else if (isDouble(words, next.text())) {
        // [[ a && b ]], [[ a < b ]]: kept as words of the test.
        words.add(next.text());
        at++;
      } else {
        break;
      }
    }
    if (words.isEmpty() && redirects.isEmpty()) {
      throw new BadScript("a command is missing");
    }
    return new Node.Command(List.copyOf(words), List.copyOf(redirects));
  }

  private static boolean isDouble(List<String> words, String operator) {
    return !words.isEmpty()
        && words.getFirst().equals("[[")
        && !words.contains("]]")
        && !operator.equals(";")
        && !operator.equals("\n");
  }
}
