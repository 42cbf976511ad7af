package dev.keelson.benchmarks;

import dev.keelson.benchmarks.api.ApiBench;
import dev.keelson.benchmarks.cluster.ClusterBench;
import dev.keelson.benchmarks.machine.MachineInfo;
import dev.keelson.benchmarks.report.Report;
import dev.keelson.benchmarks.server.Cleanup;
import dev.keelson.benchmarks.server.ServerBinary;
import dev.keelson.benchmarks.server.ServerFailed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * {@code keelson bench}. Exit status: 0 all was measured; 1 something failed, or answers were
 * wrong; 2 the command line cannot be understood.
 */
public final class Bench {
  /** A run that takes this many times its estimate hangs. */
  private static final int PATIENCE_FACTOR = 3;

  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final Duration PATIENCE_RESTART = Duration.ofMinutes(60);

  private Bench() {}

  /** Runs and ends the process. */
  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments)));
  }

  /** Runs and returns the exit status. */
  static int run(List<String> arguments) {
    if (!arguments.isEmpty() && arguments.getFirst().equals("api")) {
      return ApiBench.run(arguments.subList(1, arguments.size()));
    }
    if (!arguments.isEmpty() && arguments.getFirst().equals("cluster")) {
      return ClusterBench.run(arguments.subList(1, arguments.size()));
    }
    if (arguments.contains("--help") || arguments.contains("-h")) {
      System.out.print(help());
      return 0;
    }
    Options options;
    try {
      options = CommandLine.parse(arguments);
    } catch (UsageProblem e) {
      System.err.println("keelson bench: " + e.getMessage());
      System.err.println("Try: keelson bench --help");
      return 2;
    }
    Progress progress = Progress.toStandardError();
    try (Cleanup cleanup = Cleanup.atExit()) {
      watch(options);
      return measured(options, progress, cleanup);
    } catch (ServerFailed | IOException e) {
      progress.failed("keelson bench: " + e.getMessage());
      return 1;
    } catch (InterruptedException e) {
      progress.failed("keelson bench: interrupted");
      return 1;
    }
  }

  private static int measured(Options options, Progress progress, Cleanup cleanup)
      throws ServerFailed, IOException, InterruptedException {
    Path home = Home.find();
    List<ServerBinary> binaries = new ArrayList<>();
    List<String> titles = new ArrayList<>();
    if (options.endpoints().isEmpty()) {
      binaries.addAll(binaries(options, home));
      binaries.forEach(binary -> titles.add(binary.title()));
      warnOfMemoryDisk(options.scratch(), progress);
    } else {
      titles.add(options.endpoints().toString());
    }
    progress.done(
        "%s; about %s of load, starts and loading aside"
            .formatted(String.join(" against ", titles), spoken(options.estimate())));
    Results results = new Results();
    Run run = new Run(options, progress, results, cleanup);
    List<String> labels;
    if (options.endpoints().isEmpty()) {
      run.local(binaries);
      labels = binaries.stream().map(ServerBinary::label).toList();
    } else {
      run.remote("endpoints");
      labels = List.of("endpoints");
    }
    progress.clear();
    Report report =
        new Report(
            MachineInfo.read(home).line(),
            titles,
            labels,
            settings(options),
            results.rows(),
            results.starts(),
            results.failures());
    System.out.print(report.asText());
    write(options, report);
    return results.failures().isEmpty() ? 0 : 1;
  }

  private static List<ServerBinary> binaries(Options options, Path home)
      throws ServerFailed, InterruptedException {
    List<ServerBinary> binaries = new ArrayList<>();
    Path ours = options.ours().orElse(Home.program(home));
    if (options.ours().isEmpty() && !Files.isExecutable(ours)) {
      throw new ServerFailed(
          "no program at %s; say --ours PATH, set %s, or measure a running store with --endpoints"
              .formatted(ours, Home.VARIABLE));
    }
    binaries.add(ServerBinary.ask(options.ours().isPresent() ? label(ours) : "keelson", ours));
    for (Path other : options.against()) {
      String label = label(other);
      boolean taken = binaries.stream().anyMatch(binary -> binary.label().equals(label));
      binaries.add(ServerBinary.ask(taken ? label + "#" + binaries.size() : label, other));
    }
    return binaries;
  }

  private static String label(Path program) {
    return Objects.toString(program.getFileName(), program.toString());
  }

  private static void warnOfMemoryDisk(Path scratch, Progress progress) throws IOException {
    if (Files.getFileStore(scratch).type().equals("tmpfs")) {
      progress.done(
          scratch + " is a tmpfs: writes cost nothing there; name a disk with --scratch-dir");
    }
  }

  private static String settings(Options options) {
    return ("%d member(s), %,d keys of %,d bytes, %d connections, %d round(s) of %s s after %s s"
            + " (%s s after a start), fan-out to %,d watchers, TLS: %s")
        .formatted(
            options.members(),
            options.keys(),
            options.valueBytes(),
            options.connections(),
            options.rounds(),
            seconds(options.measure()),
            seconds(options.warmup()),
            seconds(options.serverWarmup()),
            options.watchers(),
            options.tls().name().toLowerCase(Locale.ROOT));
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() % 1_000 == 0
        ? Long.toString(duration.toSeconds())
        : Double.toString(duration.toMillis() / 1e3);
  }

  private static String spoken(Duration duration) {
    return duration.toMinutes() == 0
        ? duration.toSeconds() + " s"
        : duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
  }

  private static void write(Options options, Report report) throws IOException {
    if (options.markdown().isPresent()) {
      Files.writeString(options.markdown().get(), report.asMarkdown());
    }
    if (options.csv().isPresent()) {
      Files.writeString(options.csv().get(), report.asCsv());
    }
    if (options.json().isPresent()) {
      Files.writeString(options.json().get(), report.asJson());
    }
  }

  /** Ends a run that hangs; exiting runs the clean-up. */
  private static void watch(Options options) {
    Duration limit = options.estimate().multipliedBy(PATIENCE_FACTOR).plus(PATIENCE);
    Duration bound =
        options.groups().contains(dev.keelson.benchmarks.load.CaseKind.Group.START)
            ? limit.plus(PATIENCE_RESTART)
            : limit;
    Thread watchdog =
        new Thread(
            () -> {
              try {
                Thread.sleep(bound);
                System.err.println(
                    "keelson bench: not done after " + spoken(bound) + "; giving up");
                System.exit(1);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "watchdog");
    watchdog.setDaemon(true);
    watchdog.start();
  }

  static String help() {
    try (InputStream text = Bench.class.getResourceAsStream("help.txt")) {
      return new String(
          Objects.requireNonNull(text, "help.txt is not packaged").readAllBytes(),
          StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
