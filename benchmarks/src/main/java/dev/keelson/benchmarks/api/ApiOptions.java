package dev.keelson.benchmarks.api;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code bench api} was asked for.
 *
 * @param cases those to measure, in this order
 * @param pace writes a second of the case {@code watch-paced}
 */
record ApiOptions(
    Login login,
    List<Long> pids,
    List<String> cases,
    int clients,
    Duration measure,
    Duration warmup,
    int objects,
    int pods,
    int watchers,
    int pace,
    Optional<Path> json) {
  static final List<String> CASES =
      List.of(
          "create",
          "update",
          "get",
          "get-rv0",
          "list-json",
          "list-protobuf",
          "page-500",
          "list-after-write",
          "watch",
          "watch-paced");
  private static final Set<String> FLAGS =
      Set.of(
          "server",
          "token",
          "kubeconfig",
          "pid",
          "cases",
          "clients",
          "seconds",
          "warmup",
          "objects",
          "pods",
          "watchers",
          "pace",
          "json");

  /** Flags after {@code api}; an IllegalArgumentException says what is wrong with them. */
  static ApiOptions parse(List<String> arguments) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      int equals = argument.indexOf('=');
      String name = argument.replaceFirst("^--", "").replaceFirst("=.*", "");
      if (!argument.startsWith("--") || !FLAGS.contains(name)) {
        throw new IllegalArgumentException("unknown flag " + argument);
      }
      if (equals < 0 && i + 1 == arguments.size()) {
        throw new IllegalArgumentException(argument + " needs a value");
      }
      values.put(name, equals < 0 ? arguments.get(++i) : argument.substring(equals + 1));
    }
    return new ApiOptions(
        login(values),
        list(values, "pid").stream().map(Long::valueOf).toList(),
        cases(list(values, "cases")),
        number(values, "clients", 64),
        seconds(values, "seconds", 10),
        seconds(values, "warmup", 5),
        number(values, "objects", 2_000),
        number(values, "pods", 10_000),
        number(values, "watchers", 1_000),
        number(values, "pace", 100),
        Optional.ofNullable(values.get("json")).map(Path::of));
  }

  private static Login login(Map<String, String> values) throws IOException {
    Optional<String> server = Optional.ofNullable(values.get("server"));
    Optional<String> kubeconfig = Optional.ofNullable(values.get("kubeconfig"));
    if (kubeconfig.isPresent()) {
      return Login.byKubeconfig(Path.of(kubeconfig.get()), server);
    }
    return Login.byToken(
        server.orElseThrow(
            () -> new IllegalArgumentException("--server URL or --kubeconfig FILE is needed")),
        Optional.ofNullable(values.get("token")));
  }

  private static List<String> cases(List<String> asked) {
    for (String one : asked) {
      if (!CASES.contains(one)) {
        throw new IllegalArgumentException(
            "unknown case '" + one + "'; there are " + String.join(", ", CASES));
      }
    }
    return asked.isEmpty() ? CASES : asked;
  }

  private static List<String> list(Map<String, String> values, String flag) {
    String text = values.get(flag);
    return text == null ? List.of() : Arrays.asList(text.split(","));
  }

  private static int number(Map<String, String> values, String flag, int standard) {
    String text = values.get(flag);
    int number = text == null ? standard : Integer.parseInt(text.replace("_", ""));
    if (number < 1) {
      throw new IllegalArgumentException("--" + flag + " " + number + ": 1 at least");
    }
    return number;
  }

  private static Duration seconds(Map<String, String> values, String flag, double standard) {
    String text = values.get(flag);
    return Duration.ofMillis((long) (1_000 * (text == null ? standard : Double.parseDouble(text))));
  }
}
