package dev.keelson.nodeagent.runtime;

import dev.keelson.nodeagent.shell.Output;
import dev.keelson.nodeagent.shell.Program;
import dev.keelson.nodeagent.shell.Run;
import dev.keelson.nodeagent.shell.Surroundings;
import dev.keelson.nodeagent.spec.ProbeSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A container that nobody runs. It holds no pod, so that no second copy of one is kept alive. */
final class PretendContainer implements ContainerHandle {
  /** A program, and what it found at its start. */
  record Running(Program program, Surroundings surroundings) {
    /** Up to a moment of its own time. */
    Run upTo(Duration elapsed) {
      return program.run(surroundings, elapsed);
    }
  }

  /**
   * All but the end.
   *
   * @param files what it found in its volumes
   */
  record Origin(
      Instant startedAt,
      Script script,
      Optional<Running> running,
      int stopCode,
      ImageFiles image,
      Map<String, String> files) {
    PretendContainer goingOn() {
      return new PretendContainer(this, Optional.empty());
    }

    PretendContainer ending(Duration after, int code, String message) {
      String reason = script.text("exit-reason").orElse(code == 0 ? "Completed" : "Error");
      return new PretendContainer(
          this, Optional.of(new Exit(code, reason, message, startedAt.plus(after))));
    }
  }

  private static final int KILLED = 137;

  private final Origin origin;
  private final Optional<Exit> foreseen;
  private volatile Optional<Exit> stopped = Optional.empty();

  /** By those who ran commands in it. */
  private volatile Map<String, Optional<String>> written = Map.of();

  private volatile int writes;

  private PretendContainer(Origin origin, Optional<Exit> foreseen) {
    this.origin = origin;
    this.foreseen = foreseen;
  }

  @Override
  public Instant startedAt() {
    return origin.startedAt();
  }

  private Optional<Exit> end() {
    Optional<Exit> stop = stopped;
    if (stop.isEmpty() || foreseen.isEmpty()) {
      return stop.isEmpty() ? foreseen : stop;
    }
    return foreseen.get().at().isAfter(stop.get().at()) ? stop : foreseen;
  }

  @Override
  public Optional<Exit> exit(Instant now) {
    return end().filter(exit -> !exit.at().isAfter(now));
  }

  @Override
  public Instant nextChange() {
    return end().map(Exit::at).orElse(Instant.MAX);
  }

  @Override
  public synchronized void stop(Instant now, Duration grace) {
    Duration takes = origin.script().duration("stop-after").orElse(Duration.ZERO);
    boolean isKilled = grace.isZero() || takes.compareTo(grace) > 0;
    Instant at = now.plus(isKilled ? grace : takes);
    int code = isKilled ? KILLED : origin.stopCode();
    Exit exit = new Exit(code, code == 0 ? "Completed" : "Error", "", at);
    if (stopped.isEmpty() || at.isBefore(stopped.get().at())) {
      stopped = Optional.of(exit);
    }
  }

  @Override
  public ProbeAnswer probe(ProbeSpec.Kind which, ProbeSpec spec, Instant now) {
    Optional<ProbeAnswer> scripted =
        switch (which) {
          case READINESS -> readinessScript(now);
          case LIVENESS -> livenessScript(now);
          case STARTUP -> startupScript(now);
        };
    return scripted
        .map(answer -> answer.isSuccess() ? answer : said(answer, spec))
        .orElseGet(() -> spec.isHttp() ? byFile(spec, now) : byCommand(spec, now));
  }

  /** A web server misses a file of its image that somebody took away. */
  private ProbeAnswer byFile(ProbeSpec spec, Instant now) {
    boolean isMissing =
        !written.isEmpty()
            && origin
                .image()
                .shownAt(spec.httpPath())
                .filter(file -> !filesAt(now).containsKey(file))
                .isPresent();
    return isMissing
        ? new ProbeAnswer(false, "HTTP probe failed with statuscode: 404", Instant.MAX)
        : ProbeAnswer.SUCCESS;
  }

  private static ProbeAnswer said(ProbeAnswer answer, ProbeSpec spec) {
    String output = spec.isHttp() ? "HTTP probe failed with statuscode: 503" : "the script says so";
    return new ProbeAnswer(false, output, answer.until());
  }

  @Override
  public ProbeAnswer readiness(Instant now) {
    return readinessScript(now).orElse(ProbeAnswer.SUCCESS);
  }

  private Optional<ProbeAnswer> readinessScript(Instant now) {
    Optional<Boolean> fixed = origin.script().flag("readiness");
    if (fixed.isPresent()) {
      return Optional.of(new ProbeAnswer(fixed.get(), "", Instant.MAX));
    }
    Optional<Instant> from = moment("ready-after");
    Optional<Instant> to = moment("unready-after");
    if (from.isEmpty() && to.isEmpty()) {
      return Optional.empty();
    }
    if (from.isPresent() && now.isBefore(from.get())) {
      return Optional.of(new ProbeAnswer(false, "", from.get()));
    }
    return Optional.of(
        to.isPresent() && !now.isBefore(to.get())
            ? new ProbeAnswer(false, "", Instant.MAX)
            : new ProbeAnswer(true, "", to.orElse(Instant.MAX)));
  }

  private Optional<ProbeAnswer> livenessScript(Instant now) {
    Optional<Boolean> fixed = origin.script().flag("liveness");
    if (fixed.isPresent()) {
      return Optional.of(new ProbeAnswer(fixed.get(), "", Instant.MAX));
    }
    return moment("liveness-fails-after")
        .map(
            at ->
                now.isBefore(at)
                    ? new ProbeAnswer(true, "", at)
                    : new ProbeAnswer(false, "", Instant.MAX));
  }

  private Optional<ProbeAnswer> startupScript(Instant now) {
    Optional<Boolean> fixed = origin.script().flag("startup");
    if (fixed.isPresent()) {
      return Optional.of(new ProbeAnswer(fixed.get(), "", Instant.MAX));
    }
    return moment("started-after")
        .map(
            at ->
                now.isBefore(at)
                    ? new ProbeAnswer(false, "", at)
                    : new ProbeAnswer(true, "", Instant.MAX));
  }

  private Optional<Instant> moment(String key) {
    return origin.script().duration(key).map(startedAt()::plus);
  }

  /** A command that this shell knows, in a container whose files it knows. */
  private ProbeAnswer byCommand(ProbeSpec spec, Instant now) {
    if (spec.command().isEmpty() || origin.running().isEmpty()) {
      return ProbeAnswer.SUCCESS;
    }
    Optional<Program> command = Program.ofCommand(spec.command());
    if (command.isEmpty()) {
      return ProbeAnswer.SUCCESS;
    }
    Run run = command.get().foresee(origin.running().get().surroundings().withFiles(filesAt(now)));
    boolean isSuccess =
        !run.isUnderstood()
            || run.ending() instanceof dev.keelson.nodeagent.shell.Ending.Exited(int code, var _)
                && code == 0;
    StringBuilder said = new StringBuilder();
    run.outputs().forEach(each -> said.append(each.text()));
    // The container may have touched a file by the next time.
    return new ProbeAnswer(isSuccess, said.toString(), now);
  }

  @Override
  public Map<String, String> filesAtStart() {
    return origin.files();
  }

  @Override
  public Map<String, String> filesAt(Instant now) {
    Map<String, Optional<String>> changes = written;
    Map<String, String> all = new HashMap<>(origin.image().files());
    all.putAll(
        origin.running().map(each -> each.upTo(elapsed(now)).files()).orElse(origin.files()));
    changes.forEach(
        (path, content) ->
            content.ifPresentOrElse(text -> all.put(path, text), () -> all.remove(path)));
    return all;
  }

  @Override
  public synchronized void write(Map<String, Optional<String>> changes) {
    Map<String, Optional<String>> all = new HashMap<>(written);
    all.putAll(changes);
    written = Map.copyOf(all);
    writes++;
  }

  @Override
  public int writes() {
    return writes;
  }

  private Duration elapsed(Instant now) {
    Instant end = exit(now).map(Exit::at).orElse(now);
    return end.isBefore(startedAt()) ? Duration.ZERO : Duration.between(startedAt(), end);
  }

  @Override
  public List<LogLine> log(Instant now) {
    if (now.isBefore(startedAt())) {
      return List.of();
    }
    Lines lines = new Lines(startedAt());
    origin.script().text("logs").ifPresent(text -> scripted(text, now, lines));
    origin.running().ifPresent(each -> each.upTo(elapsed(now)).outputs().forEach(lines::add));
    return lines.all();
  }

  /** Once, or again and again. */
  private void scripted(String text, Instant now, Lines lines) {
    Optional<Duration> each = origin.script().duration("log-interval");
    long times =
        each.map(period -> elapsed(now).toMillis() / Math.max(1, period.toMillis())).orElse(0L);
    for (long i = Math.max(0, times - Lines.MOST); i <= times; i++) {
      Duration at = each.orElse(Duration.ZERO).multipliedBy(i);
      lines.add(new Output(at, false, text.replace("\\n", "\n") + "\n"));
    }
  }

  /** Pieces of output, put together to lines. */
  private static final class Lines {
    static final int MOST = 10_000;

    private final Instant start;
    private final List<LogLine> lines = new ArrayList<>();
    private final StringBuilder[] open = {new StringBuilder(), new StringBuilder()};

    Lines(Instant start) {
      this.start = start;
    }

    void add(Output output) {
      StringBuilder line = open[output.isError() ? 1 : 0];
      for (char c : output.text().toCharArray()) {
        if (c == '\n') {
          lines.add(new LogLine(start.plus(output.at()), output.isError(), line.toString()));
          line.setLength(0);
        } else {
          line.append(c);
        }
      }
      last = output.at();
    }

    private Duration last = Duration.ZERO;

    List<LogLine> all() {
      for (int i = 0; i < 2; i++) {
        if (!open[i].isEmpty()) {
          lines.add(new LogLine(start.plus(last), i == 1, open[i].toString()));
        }
      }
      return lines.size() > MOST ? lines.subList(lines.size() - MOST, lines.size()) : lines;
    }
  }
}
