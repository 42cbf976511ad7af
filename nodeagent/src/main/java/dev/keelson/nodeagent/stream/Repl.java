package dev.keelson.nodeagent.stream;

import dev.keelson.nodeagent.shell.Ending;
import dev.keelson.nodeagent.shell.Output;
import dev.keelson.nodeagent.shell.Program;
import dev.keelson.nodeagent.shell.Run;
import dev.keelson.nodeagent.shell.Surroundings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** A shell that is typed into, line by line. */
final class Repl {
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final int INTERRUPT = 3;
  private static final int END = 4;
  private static final int BACKSPACE = 127;

  private final Terminal terminal;
  private final boolean isTty;
  private final BiConsumer<Map<String, String>, Map<String, String>> keep;
  private final StringBuilder line = new StringBuilder();
  private int status;

  /**
   * @param keep the files before and after a line
   */
  Repl(
      Terminal terminal, boolean isTty, BiConsumer<Map<String, String>, Map<String, String>> keep) {
    this.terminal = terminal;
    this.isTty = isTty;
    this.keep = keep;
  }

  void run(Surroundings first) throws IOException, InterruptedException {
    Surroundings now = first;
    prompt();
    for (byte[] bytes = terminal.read(); bytes.length > 0; bytes = terminal.read()) {
      for (char c : new String(bytes, StandardCharsets.UTF_8).toCharArray()) {
        if (c == '\r' || c == '\n') {
          echo("\r\n");
          String command = line.toString().strip();
          line.setLength(0);
          if (command.matches("exit( +\\d+)?")) {
            String code = command.substring(4).strip();
            terminal.finish(Statuses.exit(code.isEmpty() ? status : Integer.parseInt(code)));
            return;
          }
          now = execute(command, now);
          prompt();
        } else if (c == END && line.isEmpty()) {
          terminal.finish(Statuses.exit(status));
          return;
        } else if (c == INTERRUPT) {
          line.setLength(0);
          echo("^C\r\n");
          prompt();
        } else if (c == BACKSPACE) {
          if (!line.isEmpty()) {
            line.setLength(line.length() - 1);
            echo("\b \b");
          }
        } else {
          line.append(c);
          echo(String.valueOf(c));
        }
      }
    }
    terminal.finish(Statuses.exit(status));
  }

  private Surroundings execute(String command, Surroundings before)
      throws IOException, InterruptedException {
    if (command.isEmpty()) {
      return before;
    }
    Optional<Program> program = Program.parse(command);
    if (program.isEmpty()) {
      status = 2;
      write(true, "sh: syntax error\n");
      return before;
    }
    Run run = program.get().run(before, LONGEST);
    if (!run.isUnderstood()) {
      write(true, "sh: " + command.split("\\s")[0] + ": not found\n");
      status = 127;
      return before;
    }
    Duration at = Duration.ZERO;
    for (Output each : run.outputs()) {
      Thread.sleep(each.at().minus(at));
      at = each.at();
      write(each.isError(), each.text());
    }
    if (run.ending() instanceof Ending.Exited(int code, Duration after)) {
      Thread.sleep(after.minus(at));
      status = code;
    }
    keep.accept(before.files(), run.files());
    return new Surroundings(
        run.variables(),
        run.files(),
        before.hostname(),
        before.start(),
        "",
        false,
        before.seed() + 1);
  }

  private void prompt() throws IOException {
    if (isTty) {
      write(false, "/ # ");
    }
  }

  private void echo(String text) throws IOException {
    if (isTty) {
      terminal.write(false, text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private void write(boolean isError, String text) throws IOException {
    String shown = isTty ? text.replace("\n", "\r\n") : text;
    terminal.write(isError && !isTty, shown.getBytes(StandardCharsets.UTF_8));
  }
}
