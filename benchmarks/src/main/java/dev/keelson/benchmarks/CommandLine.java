package dev.keelson.benchmarks;

import dev.keelson.benchmarks.load.CaseKind;
import dev.keelson.benchmarks.server.Tls;
import dev.keelson.benchmarks.wire.Endpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the command line: {@code --flag value} or {@code --flag=value}. */
final class CommandLine {
  static final Set<String> FLAGS =
      Set.of(
          "endpoints",
          "pid",
          "ours",
          "against",
          "members",
          "tls",
          "cases",
          "clients",
          "seconds",
          "warmup",
          "server-warmup",
          "keys",
          "value-size",
          "watchers",
          "pace",
          "connections",
          "rounds",
          "repeats",
          "restart-keys",
          "scratch-dir",
          "csv",
          "json",
          "markdown");

  private final Map<String, String> values;

  private CommandLine(Map<String, String> values) {
    this.values = values;
  }

  /**
   * Parses and checks.
   *
   * @throws UsageProblem on an unknown flag, a missing or impossible value, or flags that exclude
   *     each other
   */
  static Options parse(List<String> arguments) throws UsageProblem {
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (!argument.startsWith("--")) {
        throw new UsageProblem("'" + argument + "' is not a flag; flags begin with --");
      }
      int equals = argument.indexOf('=');
      String name = argument.substring(2, equals < 0 ? argument.length() : equals);
      if (!FLAGS.contains(name)) {
        throw new UsageProblem("unknown flag --" + name);
      }
      if (equals < 0 && i + 1 == arguments.size()) {
        throw new UsageProblem("--" + name + " needs a value");
      }
      String value = equals < 0 ? arguments.get(++i) : argument.substring(equals + 1);
      if (values.put(name, value) != null) {
        throw new UsageProblem("--" + name + " is given twice");
      }
    }
    return new CommandLine(values).options();
  }

  private Options options() throws UsageProblem {
    exclude("endpoints", "against");
    exclude("endpoints", "ours");
    exclude("endpoints", "members");
    exclude("endpoints", "tls");
    if (values.containsKey("pid") && !values.containsKey("endpoints")) {
      throw new UsageProblem("--pid is for --endpoints; servers started here are known");
    }
    boolean remote = values.containsKey("endpoints");
    int restartKeys = integer("restart-keys", 1_000_000, 1, 100_000_000);
    return new Options(
        endpoints(),
        pids(),
        Optional.ofNullable(values.get("ours")).map(Path::of),
        paths("against"),
        members(),
        tls(),
        cases(remote),
        clients(),
        seconds("seconds", 4),
        seconds("warmup", 2),
        seconds("server-warmup", 10),
        integer("keys", 100_000, 1_000, 10_000_000),
        integer("value-size", 1_024, 8, 1 << 20),
        integer("watchers", 1_000, 8, 100_000),
        integer("pace", 50, 1, 100_000),
        integer("connections", 8, 1, 1_024),
        integer("rounds", remote || !values.containsKey("against") ? 1 : 2, 1, 100),
        integer("repeats", 3, 1, 100),
        restartKeys,
        scratch(),
        file("csv"),
        file("json"),
        file("markdown"));
  }

  private void exclude(String one, String other) throws UsageProblem {
    if (values.containsKey(one) && values.containsKey(other)) {
      throw new UsageProblem(
          "--" + one + " and --" + other + " exclude each other: measure what runs, or start it");
    }
  }

  private List<Endpoint> endpoints() throws UsageProblem {
    String text = values.get("endpoints");
    try {
      return text == null ? List.of() : Endpoint.list(text);
    } catch (IllegalArgumentException e) {
      throw new UsageProblem(String.valueOf(e.getMessage()));
    }
  }

  private List<Long> pids() throws UsageProblem {
    List<Long> pids = new ArrayList<>();
    for (String part : parts("pid")) {
      long pid = number("pid", part, 1, Integer.MAX_VALUE);
      if (ProcessHandle.of(pid).isEmpty()) {
        throw new UsageProblem("--pid: there is no process " + pid);
      }
      pids.add(pid);
    }
    return List.copyOf(pids);
  }

  private int members() throws UsageProblem {
    int members = integer("members", 1, 1, 7);
    if (members % 2 == 0) {
      throw new UsageProblem("--members " + members + ": 1, 3, 5 or 7");
    }
    return members;
  }

  private Tls tls() throws UsageProblem {
    String text = values.getOrDefault("tls", "none");
    return switch (text) {
      case "none" -> Tls.NONE;
      case "clients" -> Tls.CLIENTS;
      case "all" -> Tls.ALL;
      default -> throw new UsageProblem("--tls " + text + ": none, clients or all");
    };
  }

  private List<CaseKind> cases(boolean remote) throws UsageProblem {
    EnumSet<CaseKind> chosen = EnumSet.noneOf(CaseKind.class);
    List<String> parts = parts("cases");
    if (parts.isEmpty()) {
      chosen = EnumSet.allOf(CaseKind.class);
      chosen.removeAll(CaseKind.of(CaseKind.Group.START));
    }
    for (String part : parts) {
      chosen.addAll(casesNamed(part));
    }
    if (remote && parts.contains("all")) {
      chosen.removeAll(CaseKind.of(CaseKind.Group.START));
    }
    if (remote && chosen.stream().anyMatch(kind -> kind.group() == CaseKind.Group.START)) {
      throw new UsageProblem("start and restart need servers started here, not --endpoints");
    }
    return List.copyOf(chosen);
  }

  private static List<CaseKind> casesNamed(String name) throws UsageProblem {
    if (name.equals("all")) {
      return List.of(CaseKind.values());
    }
    Optional<CaseKind> one = CaseKind.named(name);
    if (one.isPresent()) {
      return List.of(one.get());
    }
    for (CaseKind.Group group : CaseKind.Group.values()) {
      if (group.label().equals(name)) {
        return CaseKind.of(group);
      }
    }
    throw new UsageProblem(
        "unknown case '"
            + name
            + "'; there are "
            + String.join(", ", Arrays.stream(CaseKind.values()).map(CaseKind::label).toList())
            + "; groups write, read, watch, lease; and all");
  }

  private List<Integer> clients() throws UsageProblem {
    List<Integer> clients = new ArrayList<>();
    for (String part : parts("clients")) {
      clients.add((int) number("clients", part, 1, 1_000));
    }
    return List.copyOf(clients);
  }

  private Path scratch() throws UsageProblem {
    String given = values.get("scratch-dir");
    Path scratch = Path.of(given == null ? System.getProperty("java.io.tmpdir") : given);
    if (!Files.isDirectory(scratch) || !Files.isWritable(scratch)) {
      throw new UsageProblem("--scratch-dir " + scratch + " is not a directory to write in");
    }
    return scratch;
  }

  private Optional<Path> file(String flag) throws UsageProblem {
    Optional<Path> file = Optional.ofNullable(values.get(flag)).map(Path::of);
    if (file.isPresent()) {
      Path parent = file.get().toAbsolutePath().getParent();
      if (parent == null || !Files.isDirectory(parent)) {
        throw new UsageProblem("--" + flag + " " + file.get() + ": no such directory");
      }
    }
    return file;
  }

  private List<Path> paths(String flag) throws UsageProblem {
    List<Path> paths = new ArrayList<>();
    for (String part : parts(flag)) {
      Path path = Path.of(part);
      if (!Files.isExecutable(path)) {
        throw new UsageProblem("--" + flag + ": no program at " + path);
      }
      paths.add(path);
    }
    return List.copyOf(paths);
  }

  private List<String> parts(String flag) throws UsageProblem {
    String text = values.get(flag);
    if (text == null) {
      return List.of();
    }
    List<String> parts = Arrays.stream(text.split(",")).map(String::strip).toList();
    if (parts.stream().anyMatch(String::isEmpty)) {
      throw new UsageProblem("--" + flag + " '" + text + "' has an empty part");
    }
    return parts;
  }

  private int integer(String flag, int standard, int least, int most) throws UsageProblem {
    String text = values.get(flag);
    return text == null ? standard : (int) number(flag, text, least, most);
  }

  private static long number(String flag, String text, long least, long most) throws UsageProblem {
    try {
      long number = Long.parseLong(text.replace("_", ""));
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new UsageProblem(
        "--%s '%s': a whole number from %,d to %,d is needed".formatted(flag, text, least, most));
  }

  private Duration seconds(String flag, double standard) throws UsageProblem {
    String text = values.get(flag);
    if (text == null) {
      return Duration.ofMillis((long) (standard * 1_000));
    }
    try {
      double seconds = Double.parseDouble(text);
      if (seconds >= 0 && seconds <= 3_600 && (seconds > 0 || !flag.equals("seconds"))) {
        return Duration.ofMillis((long) (seconds * 1_000));
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new UsageProblem("--%s '%s': seconds from 0 to 3600 are needed".formatted(flag, text));
  }
}
