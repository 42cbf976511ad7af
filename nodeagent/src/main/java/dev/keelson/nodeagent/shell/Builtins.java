package dev.keelson.nodeagent.shell;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** The programs that are known. */
final class Builtins {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss 'UTC' yyyy", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Interpreter run;
  private final FileCommands files;
  private final TextCommands texts;

  Builtins(Interpreter run) {
    this.run = run;
    this.files = new FileCommands(run);
    this.texts = new TextCommands(run);
  }

  /** Whether there is such a program; then its status is set. */
  boolean run(List<String> words, boolean isTail) {
    String name = words.getFirst().substring(words.getFirst().lastIndexOf('/') + 1);
    List<String> arguments = words.subList(1, words.size());
    run.status = 0;
    switch (name) {
      case "echo" -> echo(arguments);
      case "printf" -> printf(arguments);
      case "sleep" -> sleep(arguments);
      case "exit", "return" -> throw new Stop.Exit(code(arguments));
      case "break" -> throw new Stop.Leave(true);
      case "continue" -> throw new Stop.Leave(false);
      case "true",
          ":",
          "set",
          "trap",
          "cd",
          "wait",
          "mkdir",
          "chmod",
          "chown",
          "sync",
          "umask",
          "ulimit",
          "shift",
          "unset",
          "local" -> {
        // Nothing of it is seen.
      }
      case "export", "readonly" -> arguments.forEach(this::assign);
      case "false" -> run.status = 1;
      case "test", "[", "[[" ->
          run.status = new Test(run, withoutBracket(name, arguments)).holds() ? 0 : 1;
      case "date" -> date(arguments);
      case "hostname" -> line(run.surroundings.hostname());
      case "whoami" -> line("root");
      case "pwd" -> line("/");
      case "id" -> line("uid=0(root) gid=0(root) groups=0(root)");
      case "uname" ->
          line(arguments.contains("-a") ? "Linux " + run.surroundings.hostname() : "Linux");
      case "env", "printenv" -> environment(arguments);
      case "expr" -> expr(arguments);
      case "seq" -> sequence(arguments);
      case "cat" -> cat(arguments);
      case "touch" -> arguments.forEach(path -> run.files.putIfAbsent(path, ""));
      case "rm" -> files.remove(arguments);
      case "mv" -> files.move(arguments, true);
      case "cp" -> files.move(arguments, false);
      case "tee" -> tee(arguments);
      case "wc" -> texts.count(arguments);
      case "awk" -> {
        return texts.awk(arguments);
      }
      case "grep" -> grep(arguments);
      case "tail" -> tail(arguments);
      case "ls" -> files.list(arguments);
      case "head" -> head(arguments);
      case "mounttest" -> new Agnhost(run).mounttest(arguments);
      case "logs-generator" -> new Agnhost(run).logs(arguments);
      case "agnhost" -> {
        return !arguments.isEmpty() && run(arguments, isTail);
      }
      case "pause" -> throw new Stop.OnAndOn();
      case "exec", "command", "eval", "time", "nohup" -> {
        return arguments.isEmpty() || run(arguments, isTail);
      }
      case "sh", "bash", "ash", "dash" -> {
        return nested(arguments, isTail);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean nested(List<String> arguments, boolean isTail) {
    if (arguments.size() < 2 || !arguments.getFirst().endsWith("c")) {
      return false;
    }
    run.execute(Parser.parse(arguments.get(1)), isTail);
    return true;
  }

  private void line(String text) {
    run.write(false, text + "\n");
  }

  private static List<String> withoutBracket(String name, List<String> arguments) {
    boolean isBracket = !name.equals("test") && !arguments.isEmpty();
    return isBracket ? arguments.subList(0, arguments.size() - 1) : arguments;
  }

  private int code(List<String> arguments) {
    return arguments.isEmpty() ? run.status : (int) number(arguments.getFirst()) & 0xFF;
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException _) {
      throw new BadScript("illegal number: " + text);
    }
  }

  private void assign(String word) {
    int equals = word.indexOf('=');
    if (equals > 0) {
      run.variables.put(word.substring(0, equals), word.substring(equals + 1));
    }
  }

  private void echo(List<String> arguments) {
    int first = 0;
    boolean endsLine = true;
    boolean isEscaped = false;
    while (first < arguments.size() && arguments.get(first).matches("-[neE]+")) {
      endsLine &= arguments.get(first).indexOf('n') < 0;
      isEscaped |= arguments.get(first).indexOf('e') > 0;
      first++;
    }
    String text = String.join(" ", arguments.subList(first, arguments.size()));
    run.write(false, (isEscaped ? unescaped(text) : text) + (endsLine ? "\n" : ""));
  }

  private static String unescaped(String text) {
    return text.replace("\\n", "\n").replace("\\t", "\t").replace("\\\\", "\\");
  }

  private void printf(List<String> arguments) {
    if (arguments.isEmpty()) {
      return;
    }
    String format = unescaped(arguments.getFirst());
    StringBuilder out = new StringBuilder();
    int next = 1;
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c == '%' && i + 1 < format.length()) {
        char kind = format.charAt(++i);
        out.append(kind == '%' ? "%" : next < arguments.size() ? arguments.get(next++) : "");
      } else {
        out.append(c);
      }
    }
    run.write(false, out.toString());
  }

  private void sleep(List<String> arguments) {
    for (String each : arguments) {
      run.sleep(duration(each));
    }
  }

  private static Duration duration(String text) {
    if (text.startsWith("inf")) {
      throw new Stop.OnAndOn();
    }
    String unit = text.replaceAll("[0-9.]", "");
    double factor =
        switch (unit) {
          case "", "s" -> 1;
          case "m" -> 60;
          case "h" -> 3600;
          case "d" -> 86_400;
          default -> throw new BadScript("sleep: invalid time interval '" + text + "'");
        };
    try {
      double seconds =
          Double.parseDouble(text.substring(0, text.length() - unit.length())) * factor;
      return Duration.ofMillis((long) Math.min(seconds * 1000, 1e14));
    } catch (NumberFormatException _) {
      throw new BadScript("sleep: invalid time interval '" + text + "'");
    }
  }

  private void date(List<String> arguments) {
    var now = run.surroundings.start().plus(run.now());
    if (arguments.contains("+%s")) {
      line(Long.toString(now.getEpochSecond()));
    } else if (arguments.stream().anyMatch(each -> each.startsWith("+") || each.startsWith("-I"))) {
      line(DateTimeFormatter.ISO_INSTANT.format(now));
    } else {
      line(DATE.format(now));
    }
  }

  private void environment(List<String> arguments) {
    if (arguments.isEmpty()) {
      new TreeMap<>(run.variables).forEach((name, value) -> line(name + "=" + value));
    }
    for (String each : arguments) {
      if (run.variables.containsKey(each)) {
        line(run.variables.getOrDefault(each, ""));
      } else {
        run.status = 1;
      }
    }
  }

  private void expr(List<String> arguments) {
    long value = Arithmetic.of(String.join(" ", arguments), _ -> "");
    line(Long.toString(value));
    run.status = value == 0 ? 1 : 0;
  }

  private void sequence(List<String> arguments) {
    long first = arguments.size() > 1 ? number(arguments.getFirst()) : 1;
    long last = arguments.isEmpty() ? 0 : number(arguments.getLast());
    for (long i = first; i <= Math.min(last, first + 100_000); i++) {
      line(Long.toString(i));
    }
  }

  private void cat(List<String> arguments) {
    if (arguments.isEmpty() || arguments.equals(List.of("-"))) {
      run.write(false, run.input);
    }
    for (String path : arguments) {
      if (path.equals("/etc/hostname")) {
        line(run.surroundings.hostname());
      } else if (run.files.containsKey(path)) {
        run.write(false, run.files.getOrDefault(path, ""));
      } else if (!path.equals("-")) {
        run.write(true, "cat: can't open '" + path + "': No such file or directory\n");
        run.status = 1;
      }
    }
  }

  private void tee(List<String> arguments) {
    run.write(false, run.input);
    arguments.stream()
        .filter(path -> !path.startsWith("-"))
        .forEach(path -> run.put(path, run.input));
  }

  private void grep(List<String> arguments) {
    List<String> plain = arguments.stream().filter(each -> !each.startsWith("-")).toList();
    if (plain.isEmpty()) {
      throw new BadScript("grep: no pattern");
    }
    String text = plain.size() > 1 ? run.files.getOrDefault(plain.get(1), "") : run.input;
    List<String> found = text.lines().filter(line -> line.contains(plain.getFirst())).toList();
    if (!arguments.contains("-q")) {
      found.forEach(this::line);
    }
    run.status = found.isEmpty() ? 1 : 0;
  }

  private void head(List<String> arguments) {
    long lines = 10;
    String text = run.input;
    for (int i = 0; i < arguments.size(); i++) {
      String each = arguments.get(i);
      if (each.equals("-n") && i + 1 < arguments.size()) {
        lines = number(arguments.get(++i));
      } else if (each.matches("-n?\\d+")) {
        lines = number(each.replaceFirst("-n?", ""));
      } else {
        text = run.files.getOrDefault(each, "");
      }
    }
    text.lines().limit(Math.max(0, lines)).forEach(this::line);
  }

  private void tail(List<String> arguments) {
    if (arguments.stream().anyMatch(each -> each.matches("-[0-9]*[fF]"))) {
      throw new Stop.OnAndOn();
    }
    run.write(false, run.input);
  }
}
