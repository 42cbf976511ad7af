package dev.keelson.jepsen.run;

import dev.keelson.jepsen.cluster.Abilities;
import dev.keelson.jepsen.cluster.Leftovers;
import dev.keelson.jepsen.cluster.NamespaceNetwork;
import dev.keelson.jepsen.cluster.Target;
import dev.keelson.jepsen.cluster.Trees;
import dev.keelson.jepsen.fault.Fault;
import dev.keelson.jepsen.workload.Workload;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** The program behind {@code jepsen-tests/run}. */
public final class Run {
  private static final Duration LOAD = Duration.ofSeconds(10);
  private static final Duration SHORT_LOAD = Duration.ofSeconds(6);
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  /** The test-only server with a bug in it, which reads its name from the environment. */
  private static final String BUGGY_SERVER = "src/test/bin/etcd-with-bug";

  private final Path home;
  private final PrintStream out;
  private final PrintStream err;
  private final boolean terminal;

  /**
   * @param home the directory jepsen-tests of the repository
   */
  Run(Path home, PrintStream out, PrintStream err, boolean terminal) {
    this.home = home;
    this.out = out;
    this.err = err;
    this.terminal = terminal;
  }

  /** Wires it to this process. The script tells where the module is. */
  public static void main(String[] words) throws InterruptedException {
    Path home = Path.of(System.getProperty("keelson.jepsen.home", "jepsen-tests"));
    boolean terminal = System.console() != null && System.console().isTerminal();
    int status =
        new Run(home.toAbsolutePath(), System.out, System.err, terminal).run(List.of(words));
    // what is left are daemons: clients, wires
    System.exit(status);
  }

  /** The exit status. */
  int run(List<String> words) throws InterruptedException {
    try {
      return switch (CommandLine.parse(words)) {
        case Options.Asked.Help _ -> {
          out.print(CommandLine.HELP);
          yield 0;
        }
        case Options.Asked.Catalogue _ -> {
          list();
          yield 0;
        }
        case Options.Asked.Run(Options options) -> run(options);
      };
    } catch (UsageProblem e) {
      err.println("jepsen-tests/run: " + e.getMessage() + " (--help tells more)");
      return 2;
    } catch (IOException e) {
      err.println("jepsen-tests/run: this machine failed, not the target: " + e);
      return 2;
    }
  }

  private void list() throws IOException {
    Path scratch = Files.createTempDirectory("keelson-jepsen-");
    Abilities abilities = Abilities.probe(1, scratch);
    Trees.delete(scratch);
    Target target = target(Optional.empty(), Optional.empty());
    out.println("workloads");
    for (Workload workload : Workload.all()) {
      out.printf("  %-18s %s%n", workload.name(), workload.about());
    }
    out.println("faults");
    for (Fault fault : Fault.all()) {
      Optional<String> why =
          fault.impossible(new Fault.Place(abilities, target, Options.MAX_MEMBERS));
      out.printf(
          "  %-18s %s%s%n",
          fault.name(), fault.about(), why.map(w -> " [not here: " + w + "]").orElse(""));
    }
  }

  private int run(Options options) throws IOException, InterruptedException {
    long seed = options.seed().orElseGet(() -> new Random().nextLong(1_000_000_000));
    Target target = target(options.target(), options.bug());
    Path directory =
        options
            .directory()
            .orElseGet(
                () ->
                    home.resolve("target/runs/" + LocalDateTime.now().format(STAMP) + "-" + seed));
    Files.createDirectories(directory);
    Progress progress = new Progress(out, terminal);
    // not in a pid namespace of our own: there is nothing, and pids mean other things
    if (ProcessHandle.current().pid() != 1) {
      int swept = Leftovers.sweep();
      if (swept > 0) {
        progress.line("killed " + swept + " members that a killed run had left");
      }
    }
    Abilities abilities =
        Abilities.probe(Math.min(options.members(), NamespaceNetwork.MAX_MEMBERS), directory);
    Plan plan =
        Plan.of(
            options,
            fault -> fault.impossible(new Fault.Place(abilities, target, options.members())));
    progress.line(
        "target "
            + target
            + options.bug().map(bug -> " with the bug " + bug).orElse("")
            + ", members "
            + options.members()
            + ", seed "
            + seed);
    plan.leftOut().forEach((fault, why) -> progress.line("left out: " + fault + ": " + why));
    progress.line(Table.HEAD);
    Duration load = options.load().orElse(options.shortList() ? SHORT_LOAD : LOAD);
    RowRun rows = new RowRun(abilities, target, options.members(), load, new Checkers());
    List<Finding> findings = new ArrayList<>();
    for (Plan.Row row : plan.rows()) {
      Path place = directory.resolve(row.workload() + "-" + row.fault());
      Finding finding = rows.run(row, seed, place, options.keep(), progress);
      findings.add(finding);
      progress.finding(finding);
      if (options.markdown().isPresent()) {
        Table.addTo(options.markdown().get(), finding);
      }
      if (!finding.isValid()) {
        finding.problems().stream().limit(5).forEach(problem -> progress.line("  " + problem));
        finding.kept().ifPresent(kept -> progress.line("  history, logs, drawing: " + kept));
        if (options.bug().isPresent()) {
          break; // it is found, which is all there was to show
        }
      }
    }
    progress.line(Table.total(findings));
    Files.writeString(directory.resolve("table.md"), Table.markdown(findings));
    return findings.stream().allMatch(Finding::isValid) ? 0 : 1;
  }

  private Target target(Optional<Path> named, Optional<String> bug) {
    if (bug.isPresent()) {
      return Target.of(executable(home.resolve(BUGGY_SERVER))).with("KEELSON_BUG", bug.get());
    }
    return Target.of(executable(named.orElse(home.resolveSibling("bin/etcd"))));
  }

  private static Path executable(Path program) {
    if (!Files.isExecutable(program)) {
      throw new UsageProblem("there is no program " + program);
    }
    return program;
  }
}
