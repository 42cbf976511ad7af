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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** {@code jepsen-tests/simulate}: see {@link #HELP}. */
public final class Simulate {
  private static final String HELP =
      """
      simulate: members, clients and bad days in virtual time, from one seed

        simulate                              one run of a seed that nobody has tried
        simulate --seed 7                     that run again, to the byte
        simulate --seed 7 --trace FILE        and everything that happened in it
        simulate --minutes 60                 one seed after another for an hour, on all processors

        --seed S        first seed; default: the clock's
        --commands N    calls of clients in one run; default 20000
        --members N     1 to 9; default 3
        --clients N     default 12
        --minutes M     go on with the next seed until M minutes have passed; default: one run
        --runs N        go on with the next seed until N have run; default: one run
        --jobs J        runs at the same time; default: as many as there are processors
        --trace FILE    of the last run
        --directory D   where history and drawing of a broken run go; default: simulate-SEED
        --bug NAME      break the world on purpose: %s

      The store, its proposals, watches and leases are the product's own; log, network, disk and
      clock are simulated: messages late, twice and lost, leaders lost with what they had not
      committed, proposals in the log twice, processes killed with what their disks had not written,
      disks that fail, members filled by a checkpoint, compaction meanwhile.

      One line a run. Exit status: 0 nothing found, 1 a guarantee was broken, 2 wrong usage.
      """
          .formatted(
              Arrays.stream(Bug.values())
                  .filter(bug -> bug != Bug.NONE)
                  .map(Simulate::name)
                  .collect(Collectors.joining(", ")));

  private static final Set<String> FLAGS =
      Set.of(
          "--seed",
          "--commands",
          "--members",
          "--clients",
          "--minutes",
          "--runs",
          "--jobs",
          "--trace",
          "--directory",
          "--bug");

  private record Options(
      long seed,
      int commands,
      int members,
      int clients,
      Optional<Duration> length,
      long runs,
      int jobs,
      Optional<Path> trace,
      Optional<Path> directory,
      Bug bug) {}

  private final Options options;
  private final long begin = System.nanoTime();
  private final AtomicLong next;
  private final AtomicLong runs = new AtomicLong();
  private final AtomicLong calls = new AtomicLong();
  private volatile boolean broken;

  private Simulate(Options options) {
    this.options = options;
    this.next = new AtomicLong(options.seed);
  }

  public static void main(String[] words) throws IOException, InterruptedException {
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
    System.exit(new Simulate(options).run() ? 0 : 1);
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
        given.containsKey("--minutes")
            ? Optional.of(Duration.ofMinutes(number(given, "--minutes", 1, 100_000).orElse(0)))
            : Optional.empty(),
        number(given, "--runs", 1, Long.MAX_VALUE)
            .orElse(given.containsKey("--minutes") ? Long.MAX_VALUE : 1),
        (int) number(given, "--jobs", 1, 1_000).orElse(Runtime.getRuntime().availableProcessors()),
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
      if (name(bug).equals(name)) {
        return bug;
      }
    }
    throw new IllegalArgumentException("unknown bug \"" + name + "\"");
  }

  private static String name(Bug bug) {
    return bug.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Several runs at once share nothing: each is what it is alone. */
  private boolean run() throws InterruptedException {
    List<Thread> workers = new ArrayList<>();
    for (int job = 0; job < Math.min(options.jobs, options.runs); job++) {
      workers.add(Thread.ofPlatform().name("simulation-" + job).start(this::work));
    }
    for (Thread worker : workers) {
      worker.join();
    }
    if (runs.get() > 1) {
      double seconds = (System.nanoTime() - begin) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "%,d runs, %,d calls in %,.0f s, %,.0f a minute: %s%n",
          runs.get(),
          calls.get(),
          seconds,
          calls.get() / seconds * 60,
          broken ? "BROKEN" : "nothing found");
    }
    return !broken;
  }

  private void work() {
    try {
      do {
        long seed = next.getAndIncrement();
        if (seed - options.seed >= options.runs) {
          return;
        }
        if (!one(seed)) {
          broken = true;
        }
      } while (!broken && !isOver());
    } catch (IOException | RuntimeException | Error e) {
      broken = true;
      System.err.println("simulate: " + e);
    }
  }

  private boolean isOver() {
    return options.length.isPresent() && System.nanoTime() - begin > options.length.get().toNanos();
  }

  private boolean one(long seed) throws IOException {
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
      runs.incrementAndGet();
      calls.addAndGet(outcomes.history().operations().size());
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

  private static synchronized void keep(Path directory, long seed, Simulation.Outcomes outcomes)
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
