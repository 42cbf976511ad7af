package dev.keelson.nodeagent.shell;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Follows a program through virtual time. One run, one thread. */
final class Interpreter {
  /** Commands. A program that does more before its limit is held to go on. */
  static final int MOST_STEPS = 200_000;

  /** Commands, when only its end is of interest. */
  static final int FEW_STEPS = 2_000;

  /** Ten years: whatever takes longer takes for ever. */
  static final Duration FORESIGHT = Duration.ofDays(3_650);

  /** Of a run; older ones are forgotten, as a log is rotated. */
  static final int MOST_OUTPUTS = 10_000;

  /** A file's content and a captured output are cut here. Unit: characters. */
  static final int MOST_TEXT = 64 * 1024;

  /** What a turn of a loop takes that would take no time at all. */
  private static final Duration LEAST_TURN = Duration.ofMillis(1);

  final Surroundings surroundings;
  final Map<String, String> variables;
  final Map<String, String> files;
  final SplittableRandom random;
  private final Expansion expansion = new Expansion(this);
  private final Builtins builtins = new Builtins(this);
  private final Duration limit;
  private final int mostSteps;
  private final Deque<Output> outputs = new ArrayDeque<>();
  private final Deque<StringBuilder> captures = new ArrayDeque<>();
  private Duration now = Duration.ZERO;
  private int steps;
  private boolean isUnderstood = true;
  int status;
  String input;

  Interpreter(Surroundings surroundings, Duration limit, int mostSteps) {
    this.surroundings = surroundings;
    this.limit = limit;
    this.mostSteps = mostSteps;
    this.variables = new HashMap<>(surroundings.variables());
    this.files = new HashMap<>(surroundings.files());
    this.random = new SplittableRandom(surroundings.seed());
    this.input = surroundings.input();
  }

  Run run(Node root) {
    Ending ending;
    try {
      execute(root, true);
      ending = new Ending.Exited(status, now);
    } catch (Stop.Exit exit) {
      ending = new Ending.Exited(exit.code, now);
    } catch (Stop.Leave _) {
      ending = new Ending.Exited(status, now);
    } catch (Stop.OnAndOn _) {
      ending = new Ending.GoesOn();
    } catch (BadScript e) {
      write(true, "sh: " + e.getMessage() + "\n");
      ending = new Ending.Exited(2, now);
    }
    return new Run(
        ending, List.copyOf(outputs), Map.copyOf(files), Map.copyOf(variables), isUnderstood);
  }

  Duration now() {
    return now;
  }

  void sleep(Duration time) {
    now = now.plus(time);
    if (now.compareTo(limit) > 0) {
      throw new Stop.OnAndOn();
    }
  }

  void write(boolean isError, String text) {
    StringBuilder capture = captures.peek();
    if (!isError && capture != null) {
      if (capture.length() < MOST_TEXT) {
        capture.append(text);
      }
    } else if (!text.isEmpty()) {
      if (outputs.size() >= MOST_OUTPUTS) {
        outputs.removeFirst();
      }
      outputs.add(new Output(now, isError, text));
    }
  }

  /** What it writes, instead of writing it. */
  String capture(Node what) {
    StringBuilder written = new StringBuilder();
    captures.push(written);
    try {
      execute(what, false);
    } catch (Stop.Exit exit) {
      status = exit.code; // of a subshell only
    } finally {
      captures.pop();
    }
    return written.toString();
  }

  void execute(Node node, boolean isTail) {
    if (++steps > mostSteps) {
      throw new Stop.OnAndOn();
    }
    switch (node) {
      case Node.Sequence(var parts) -> {
        for (int i = 0; i < parts.size(); i++) {
          execute(parts.get(i), isTail && i == parts.size() - 1);
        }
      }
      case Node.And(var left, var right) -> {
        execute(left, false);
        if (status == 0) {
          execute(right, isTail);
        }
      }
      case Node.Or(var left, var right) -> {
        execute(left, false);
        if (status != 0) {
          execute(right, isTail);
        }
      }
      case Node.Not(var what) -> {
        execute(what, false);
        status = status == 0 ? 1 : 0;
      }
      case Node.Pipe(var from, var to) -> pipe(from, to);
      case Node.If(var condition, var then, var otherwise) -> {
        execute(condition, false);
        boolean holds = status == 0;
        status = 0;
        execute(holds ? then : otherwise, isTail);
      }
      case Node.Loop loop -> loop(loop);
      case Node.For(var name, var words, var body) -> {
        for (String each : expansion.words(words)) {
          variables.put(name, each);
          if (!turn(body)) {
            break;
          }
        }
      }
      case Node.Command command -> command(command, isTail);
    }
  }

  private void pipe(Node from, Node to) {
    String text = capture(from);
    String before = input;
    input = text;
    try {
      execute(to, false);
    } finally {
      input = before;
    }
  }

  private void loop(Node.Loop loop) {
    while (true) {
      Duration before = now;
      execute(loop.condition(), false);
      if ((status == 0) != loop.isWhile()) {
        status = 0;
        return;
      }
      if (!turn(loop.body())) {
        return;
      }
      if (now.equals(before)) {
        sleep(LEAST_TURN);
      }
    }
  }

  /** Whether another may follow. */
  private boolean turn(Node body) {
    try {
      execute(body, false);
      return true;
    } catch (Stop.Leave leave) {
      return !leave.isBreak;
    }
  }

  private void command(Node.Command command, boolean isTail) {
    List<String> words = new ArrayList<>(command.words());
    while (!words.isEmpty() && isAssignment(words.getFirst())) {
      String word = words.removeFirst();
      int equals = word.indexOf('=');
      status = 0;
      variables.put(word.substring(0, equals), expansion.text(word.substring(equals + 1)));
    }
    if (words.isEmpty() && command.redirects().isEmpty()) {
      return;
    }
    List<String> expanded = expansion.words(words);
    if (command.redirects().isEmpty()) {
      call(expanded, isTail);
    } else {
      redirected(expanded, command.redirects(), isTail);
    }
  }

  private void call(List<String> words, boolean isTail) {
    if (words.isEmpty()) {
      return;
    }
    if (!builtins.run(words, isTail)) {
      isUnderstood = false;
      if (isTail && surroundings.servesUnknown()) {
        throw new Stop.OnAndOn();
      }
      status = 0;
    }
  }

  private void redirected(List<String> words, List<Node.Redirect> redirects, boolean isTail) {
    String before = input;
    captures.push(new StringBuilder());
    try {
      for (Node.Redirect each : redirects) {
        if (each.operator().equals("<")) {
          input = files.getOrDefault(expansion.text(each.target()), "");
        }
      }
      call(words, isTail);
    } finally {
      input = before;
      String written = captures.pop().toString();
      place(written, redirects);
    }
  }

  private void place(String written, List<Node.Redirect> redirects) {
    boolean isError = false;
    for (Node.Redirect each : redirects) {
      switch (each.operator()) {
        case ">", ">>" -> {
          String path = expansion.text(each.target());
          if (path.equals("/dev/stderr")) {
            write(true, written);
          } else if (path.equals("/dev/stdout") || path.equals("/proc/1/fd/1")) {
            write(false, written);
          } else if (!path.equals("/dev/null")) {
            put(path, (each.operator().equals(">>") ? files.getOrDefault(path, "") : "") + written);
          }
          return;
        }
        case ">&2", "1>&2" -> isError = true;
        default -> {
          // Input, or errors' way, of which builtins have none.
        }
      }
    }
    write(isError, written);
  }

  void put(String path, String content) {
    files.put(path, content.length() > MOST_TEXT ? content.substring(0, MOST_TEXT) : content);
  }

  private static boolean isAssignment(String word) {
    return word.matches("(?s)[A-Za-z_][A-Za-z0-9_]*=.*");
  }
}
