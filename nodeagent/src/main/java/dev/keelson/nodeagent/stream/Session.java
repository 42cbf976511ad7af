package dev.keelson.nodeagent.stream;

import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.nodeagent.node.HostedNode;
import dev.keelson.nodeagent.node.PodWorker;
import dev.keelson.nodeagent.pod.Environment;
import dev.keelson.nodeagent.pod.FileChanges;
import dev.keelson.nodeagent.runtime.ContainerHandle;
import dev.keelson.nodeagent.runtime.LogLine;
import dev.keelson.nodeagent.shell.Ending;
import dev.keelson.nodeagent.shell.Output;
import dev.keelson.nodeagent.shell.Program;
import dev.keelson.nodeagent.shell.Run;
import dev.keelson.nodeagent.shell.Surroundings;
import dev.keelson.nodeagent.spec.ContainerSpec;
import dev.keelson.nodeagent.spec.PodView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A command in a pretend container, or its main command looked at. One virtual thread. */
final class Session {
  /** As far as a command is followed before it is only kept open. */
  private static final Duration FOLLOWED = Duration.ofHours(1);

  private static final Duration LOOK = Duration.ofMillis(200);
  private static final int MOST_INPUT = 1 << 20;

  /** Programs that want their input whole. */
  private static final String READERS = "(?s).*\\b(cat|tee|wc|grep|tail)\\b.*";

  /** What a session is about. */
  record Subject(
      HostedNode node, PodView pod, ContainerSpec spec, ContainerHandle handle, PodWorker worker) {
    Map<String, String> files(Instant now) {
      return worker.machine().filesOf(pod, spec, handle, now);
    }

    /** What the command has changed is changed for all; probes may see it. */
    void keep(Map<String, String> before, Map<String, String> after) {
      Map<String, Optional<String>> changes = new FileChanges(before, after).all();
      if (!changes.isEmpty()) {
        handle.write(changes);
        worker.wake();
      }
    }
  }

  private final Subject subject;
  private final Terminal terminal;
  private final Timing timing;
  private final boolean hasInput;
  private final boolean isTty;

  Session(Subject subject, Terminal terminal, Timing timing, boolean hasInput, boolean isTty) {
    this.subject = subject;
    this.terminal = terminal;
    this.timing = timing;
    this.hasInput = hasInput;
    this.isTty = isTty;
  }

  void exec(List<String> command) throws IOException, InterruptedException {
    if (hasInput && command.equals(List.of("cat"))) {
      echo();
      return;
    }
    if (hasInput && Program.isInteractive(command)) {
      new Repl(terminal, isTty, subject::keep).run(surroundings(""));
      return;
    }
    Optional<Program> program = Program.ofCommand(command);
    if (program.isEmpty()) {
      notFound(command);
      return;
    }
    String input = hasInput && String.join(" ", command).matches(READERS) ? wholeInput() : "";
    Surroundings found = surroundings(input);
    Run run = program.get().run(found, FOLLOWED);
    boolean isDirect = command.size() < 3 || !command.get(1).endsWith("c");
    if (isDirect && !run.isUnderstood()) {
      notFound(command);
      return;
    }
    if (!(run.ending() instanceof Ending.Exited)) {
      subject.keep(found.files(), run.files());
    }
    play(run, () -> subject.keep(found.files(), run.files()));
  }

  private void notFound(List<String> command) throws IOException {
    String name = command.isEmpty() ? "" : command.getFirst();
    terminal.finish(
        Statuses.internal(
            ("error executing command in container: failed to exec in container: exec: \"%s\":"
                    + " executable file not found in $PATH")
                .formatted(name)));
  }

  private Surroundings surroundings(String input) {
    Instant now = timing.now();
    Map<String, String> environment =
        Environment.atHand(
            subject.node().configs(), subject.pod(), subject.spec(), subject.handle().startedAt());
    return new Surroundings(
        environment,
        subject.files(now),
        subject.pod().hostname(),
        now,
        input,
        false,
        now.toEpochMilli());
  }

  private void echo() throws IOException, InterruptedException {
    for (byte[] bytes = terminal.read(); bytes.length > 0; bytes = terminal.read()) {
      terminal.write(false, bytes);
    }
    terminal.finish(Statuses.SUCCESS);
  }

  private String wholeInput() throws InterruptedException {
    StringBuilder all = new StringBuilder();
    for (byte[] bytes = terminal.read();
        bytes.length > 0 && all.length() < MOST_INPUT;
        bytes = terminal.read()) {
      all.append(new String(bytes, StandardCharsets.UTF_8));
    }
    return all.toString();
  }

  /**
   * In its own time.
   *
   * @param end just before the client hears of it
   */
  private void play(Run run, Runnable end) throws IOException, InterruptedException {
    long start = System.nanoTime();
    for (Output each : run.outputs()) {
      if (!await(start, each.at())) {
        return;
      }
      terminal.write(each.isError(), bytes(each.text()));
    }
    switch (run.ending()) {
      case Ending.Exited(int code, Duration after) -> {
        if (await(start, after)) {
          end.run();
          terminal.finish(Statuses.exit(code));
        }
      }
      case Ending.GoesOn _ -> await(start, Duration.ofDays(365));
    }
  }

  /** False: the client is gone. */
  private boolean await(long start, Duration offset) throws InterruptedException {
    while (terminal.isOpen()) {
      long left = offset.toNanos() - (System.nanoTime() - start);
      if (left <= 0) {
        return true;
      }
      Thread.sleep(Duration.ofNanos(Math.min(left, LOOK.toNanos())));
    }
    return false;
  }

  private byte[] bytes(String text) {
    return (isTty ? text.replace("\n", "\r\n") : text).getBytes(StandardCharsets.UTF_8);
  }

  /** What the main command says from now on; its shell, where it is one that is typed into. */
  void attach() throws IOException, InterruptedException {
    if (hasInput && Program.isInteractive(subject.spec().commandLine())) {
      new Repl(terminal, isTty, subject::keep).run(surroundings(""));
      return;
    }
    ContainerHandle handle = subject.handle();
    Instant seen = timing.now();
    while (terminal.isOpen() && handle.exit(seen).isEmpty()) {
      Thread.sleep(LOOK);
      Instant now = timing.now();
      for (LogLine line : handle.log(now)) {
        if (line.at().isAfter(seen)) {
          terminal.write(line.isError(), bytes(line.text() + "\n"));
        }
      }
      seen = now;
    }
    if (terminal.isOpen()) {
      terminal.finish(Statuses.SUCCESS);
    }
  }
}
