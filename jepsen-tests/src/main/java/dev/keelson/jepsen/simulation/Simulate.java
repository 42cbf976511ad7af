package dev.keelson.jepsen.simulation;

import dev.keelson.jepsen.check.Checks;
import dev.keelson.jepsen.draw.Drawing;
import dev.keelson.jepsen.history.HistoryFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** {@code jepsen-tests/simulate}: see {@link #HELP}. */
public final class Simulate {
  private static final String HELP =
      """
      simulate: members, clients and bad days in virtual time, from one seed

        simulate                              one run of a seed that nobody has tried
        simulate --seed 7                     that run again, to the byte
        simulate --seed 7 --trace FILE        and everything that happened in it
        simulate --minutes 60                 one seed after another for an hour

        --seed S        first seed; default: the clock's
        --commands N    calls of clients in one run; default 20000
        --members N     1 to 9; default 3
        --clients N     default 12
        --minutes M     go on with the next seed until M minutes have passed; default: one run
        --trace FILE    of the last run
        --directory D   where history and drawing of a broken run go; default: simulate-SEED
        --bug NAME      break the world on purpose: stale-read, lost-event, dropped-write

      The store, its proposals, watches and leases are the product's own; log, network, disk and
      clock are simulated: messages late, twice and lost, leaders lost with what they had not
      committed, proposals in the log twice, processes killed with what their disks had not written,
      disks that fail, members filled by a checkpoint, compaction meanwhile.

      One line a run. Exit status: 0 nothing found, 1 a guarantee was broken, 2 wrong usage.
      """;

  private static final Set<String> FLAGS =
      Set.of(
          "--seed",
          "--commands",
          "--members",
          "--clients",
          "--minutes",
          "--trace",
          "--directory",
          "--bug");

  private record Options(
      long seed,
      int commands,
      int members,
      int clients,
      Duration length,
      Optional<Path> trace,
      Optional<Path> directory,
      Bug bug) {}

  private Simulate() {}

  public static void main(String[] words) throws IOException {
    if (Arrays.asList(words).contains("--help") || Arrays.asList(words).contains("-h")) {
      System.out.print(HELP);
      return;
    }
    Options options;
    try {
      options = options(List.of(words));
    } catch (IllegalArgumentException e) {
      System.err.println("simulate: " + e.getMessage() + "; see simulate --help");
      System.exit(2);
      return;
    }
    System.exit(run(options) ? 0 : 1);
  }

  private static Options options(List<String> words) {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i < words.size(); i += 2) {
      if (!FLAGS.contains(words.get(i))) {
        throw new IllegalArgumentException("unknown flag " + words.get(i));
      }
      if (i + 1 == words.size()) {
        throw new IllegalArgumentException(words.get(i) + " wants a value");
      }
      given.put(words.get(i), words.get(i + 1));
    }
    return new Options(
        number(given, "--seed", Long.MIN_VALUE, Long.MAX_VALUE)
            .orElse(System.currentTimeMillis() % 1_000_000_007L),
        (int) number(given, "--commands", 1, 100_000_000).orElse(20_000),
        (int) number(given, "--members", 1, 9).orElse(3),
        (int) number(given, "--clients", 1, 200).orElse(12),
        Duration.ofMinutes(number(given, "--minutes", 1, 100_000).orElse(0)),
        Optional.ofNullable(given.get("--trace")).map(Path::of),
        Optional.ofNullable(given.get("--directory")).map(Path::of),
        bug(given.getOrDefault("--bug", "none")));
  }

  private static OptionalLong number(
      Map<String, String> given, String flag, long least, long most) {
    String value = given.get(flag);
    if (value == null) {
      return OptionalLong.empty();
    }
    try {
      long number = Long.parseLong(value);
      if (number >= least && number <= most) {
        return OptionalLong.of(number);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(
        flag + " wants a whole number from " + least + " to " + most + ", not \"" + value + "\"");
  }

  private static Bug bug(String name) {
    for (Bug bug : Bug.values()) {
      if (bug.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(name)) {
        return bug;
      }
    }
    throw new IllegalArgumentException("unknown bug \"" + name + "\"");
  }

  private static boolean run(Options options) throws IOException {
    long end = System.nanoTime() + options.length.toNanos();
    long seed = options.seed;
    do {
      if (!one(options, seed)) {
        return false;
      }
      seed++;
    } while (System.nanoTime() < end);
    return true;
  }

  private static boolean one(Options options, long seed) throws IOException {
    Path home = Files.createTempDirectory("simulation");
    long start = System.nanoTime();
    try (PrintStream trace = trace(options)) {
      Simulation.Plan plan =
          new Simulation.Plan(
              seed,
              options.members,
              options.clients,
              options.commands,
              options.bug,
              home,
              options.trace.map(_ -> trace));
      Simulation.Outcomes outcomes = new Simulation(plan).run();
      System.out.println(line(seed, outcomes, Duration.ofNanos(System.nanoTime() - start)));
      if (!outcomes.isValid()) {
        keep(options.directory.orElse(Path.of("simulate-" + seed)), seed, outcomes);
      }
      return outcomes.isValid();
    } finally {
      Trees.delete(home);
    }
  }

  private static PrintStream trace(Options options) throws IOException {
    return options.trace.isEmpty()
        ? new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8)
        : new PrintStream(options.trace.get().toFile(), StandardCharsets.UTF_8);
  }

  private static String line(long seed, Simulation.Outcomes outcomes, Duration took) {
    return "seed %d: %d calls, %d s virtual in %.1f s, %d elections, %d installs, %d entries sent again, %s, trace %s: %s"
        .formatted(
            seed,
            outcomes.history().operations().size(),
            outcomes.virtual().toSeconds(),
            took.toMillis() / 1000.0,
            outcomes.elections(),
            outcomes.installs(),
            outcomes.sentAgain(),
            outcomes.trouble().counts(),
            outcomes.sum(),
            outcomes.isValid() ? "valid" : "BROKEN");
  }

  private static void keep(Path directory, long seed, Simulation.Outcomes outcomes)
      throws IOException {
    Files.createDirectories(directory);
    HistoryFile.write(directory.resolve("history.jsonl"), outcomes.history());
    Drawing.write(
        directory.resolve("broken.html"),
        "seed " + seed,
        outcomes.history(),
        Checks.ofFreshCluster(),
        outcomes.report());
    outcomes.problems().forEach(System.out::println);
    System.out.println(outcomes.report());
    System.out.println("history and drawing are in " + directory.toAbsolutePath());
  }
}
