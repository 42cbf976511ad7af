package dev.keelson.nodeagent.shell;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A command that this shell can follow. Immutable. */
public final class Program {
  private static final Set<String> SHELLS =
      Set.of(
          "sh",
          "bash",
          "ash",
          "dash",
          "/bin/sh",
          "/bin/bash",
          "/bin/ash",
          "/bin/dash",
          "/usr/bin/bash",
          "/usr/bin/sh");

  private final Node root;

  private Program(Node root) {
    this.root = root;
  }

  /** Empty: it is no script, or one beyond this shell. */
  public static Optional<Program> parse(String script) {
    try {
      return Optional.of(new Program(Parser.parse(script)));
    } catch (BadScript _) {
      return Optional.empty();
    }
  }

  /** {@code sh -c SCRIPT}, or a program with its arguments. Empty as in {@link #parse}. */
  public static Optional<Program> ofCommand(List<String> command) {
    if (command.isEmpty()) {
      return Optional.empty();
    }
    if (SHELLS.contains(command.getFirst())) {
      for (int i = 1; i < command.size(); i++) {
        String word = command.get(i);
        if (word.startsWith("-")
            && !word.startsWith("--")
            && word.endsWith("c")
            && i + 1 < command.size()) {
          return parse(command.get(i + 1));
        }
      }
      return Optional.empty();
    }
    return parse(command.stream().map(Program::quoted).collect(Collectors.joining(" ")));
  }

  /** Whether it is a shell that reads its commands from its input. */
  public static boolean isInteractive(List<String> command) {
    return !command.isEmpty()
        && SHELLS.contains(command.getFirst())
        && command.stream().skip(1).noneMatch(word -> word.startsWith("-") && word.contains("c"));
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  /**
   * From its beginning.
   *
   * @param limit of virtual time
   */
  public Run run(Surroundings surroundings, Duration limit) {
    return new Interpreter(surroundings, limit, Interpreter.MOST_STEPS).run(root);
  }

  /** To its end, if that comes soon: within a few thousand commands. */
  public Run foresee(Surroundings surroundings) {
    return new Interpreter(surroundings, Interpreter.FORESIGHT, Interpreter.FEW_STEPS).run(root);
  }
}
