package dev.keelson.nodeagent.shell;

import java.util.List;

/** A parsed command. Words are kept as written; they are expanded when they are reached. */
sealed interface Node {
  record Sequence(List<Node> parts) implements Node {}

  record And(Node left, Node right) implements Node {}

  record Or(Node left, Node right) implements Node {}

  record Not(Node what) implements Node {}

  record Pipe(Node from, Node to) implements Node {}

  record If(Node condition, Node then, Node otherwise) implements Node {}

  /** Goes on while the condition's success is {@code isWhile}. */
  record Loop(Node condition, boolean isWhile, Node body) implements Node {}

  record For(String name, List<String> words, Node body) implements Node {}

  record Command(List<String> words, List<Redirect> redirects) implements Node {}

  /**
   * @param operator {@code >}, {@code >>}, {@code <}, {@code 2>}; {@code 2>&1} has no target
   */
  record Redirect(String operator, String target) {}

  Node NOTHING = new Sequence(List.of());
}
