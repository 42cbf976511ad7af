package dev.keelson.launcher.component;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ClientOptions;
import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.client.http.BadKubeconfig;
import dev.keelson.apiserver.client.http.HttpTransport;
import dev.keelson.apiserver.client.http.Kubeconfig;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.launcher.snapshot.Misuse;
import dev.keelson.launcher.snapshot.Words;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code keelson status}: what runs in a cluster, and what is wrong with it. */
public final class StatusCommand {
  private static final String USAGE =
      """
      Usage: keelson status [--kubeconfig FILE | --data-dir DIR]

      Ask a cluster's API server what runs and what is wrong: a line for each part. Exit code 1 if
      something is.

        --kubeconfig FILE   (admin.conf in --data-dir, else KUBECONFIG, else keelson.kubeconfig here)
        --data-dir DIR      of keelson up (default.cluster)
      """;

  private static final List<String> LEADERS = List.of("kube-controller-manager", "kube-scheduler");

  private final PrintStream out;
  private final ApiClient client;
  private boolean isWell = true;

  private StatusCommand(PrintStream out, ApiClient client) {
    this.out = out;
    this.client = client;
  }

  public static int run(List<String> rest, PrintStream out, PrintStream err) {
    try {
      Words words = Words.of(rest, Set.of("kubeconfig", "data-dir"), Set.of("help"), Map.of());
      if (words.isGiven("help")) {
        out.print(USAGE);
        return 0;
      }
      Kubeconfig server = Kubeconfig.load(file(words));
      try (HttpTransport transport = HttpTransport.open(server)) {
        ClientOptions options =
            ClientOptions.usual("keelson-status").withTimeout(Duration.ofSeconds(5)).withRetries(0);
        return new StatusCommand(out, new ApiClient(transport, options)).ask(server);
      }
    } catch (Misuse misuse) {
      err.println("Error: " + misuse.line());
      return 2;
    } catch (BadKubeconfig e) {
      err.println("Error: " + e.getMessage());
      return 2;
    }
  }

  private static Path file(Words words) {
    Optional<String> given = words.text("kubeconfig");
    if (given.isPresent()) {
      return Path.of(given.get());
    }
    Path own = Path.of(words.text("data-dir", "default.cluster")).resolve("admin.conf");
    Path unkept = Path.of("keelson.kubeconfig");
    String variable = System.getenv("KUBECONFIG");
    if (words.isGiven("data-dir") || Files.exists(own)) {
      return own;
    }
    if (variable != null) {
      return Path.of(variable);
    }
    return Files.exists(unkept) ? unkept : own;
  }

  private int ask(Kubeconfig server) {
    try {
      String version = client.get("/version").text("gitVersion");
      line("API server", true, server.server() + ", " + version);
      ready();
      LEADERS.forEach(this::leader);
      nodes();
      pods();
    } catch (TransportFailure e) {
      line("API server", false, server.server() + " does not answer: " + e.getMessage());
    } catch (ApiFailure e) {
      line("API server", false, String.valueOf(e.getMessage()));
    }
    return isWell ? 0 : 1;
  }

  private void ready() {
    try {
      client.send(dev.keelson.apiserver.client.ApiCall.of("GET", "/readyz"));
      line("store", true, "ready");
    } catch (ApiFailure e) {
      line("store", false, String.valueOf(e.getMessage()).strip());
    }
  }

  /** Without an election there is no lease: then nothing is known, and nothing is wrong. */
  private void leader(String name) {
    Optional<ApiObject> lease =
        client
            .resource("coordination.k8s.io/v1", "leases")
            .find(new ObjectName("kube-system", name));
    if (lease.isEmpty()) {
      line(name, true, "no lease: it was started without an election, or not at all");
      return;
    }
    JsonObject spec = lease.get().spec();
    String holder = spec.text("holderIdentity");
    Instant renewed = Instant.parse(spec.text("renewTime", "1970-01-01T00:00:00Z"));
    Duration since = Duration.between(renewed, client.timing().now());
    boolean isHeld =
        !holder.isEmpty() && since.toSeconds() <= spec.number("leaseDurationSeconds", 15);
    line(name, isHeld, isHeld ? "led by " + holder : "nobody leads; last renewed " + renewed);
  }

  private void nodes() {
    List<ApiObject> nodes = client.resource("v1", "nodes").list("", ListOptions.ALL).items();
    List<String> bad = nodes.stream().filter(each -> !isReady(each)).map(ApiObject::name).toList();
    line(
        "nodes",
        bad.isEmpty(),
        bad.isEmpty()
            ? nodes.size() + " ready"
            : "%d of %d not ready: %s".formatted(bad.size(), nodes.size(), some(bad)));
  }

  private static boolean isReady(ApiObject node) {
    return node.status()
        .array("conditions")
        .objects()
        .anyMatch(each -> each.text("type").equals("Ready") && each.text("status").equals("True"));
  }

  private void pods() {
    List<ApiObject> pods =
        client.resource("v1", "pods").list("", ListOptions.ALL.withPages(500)).items();
    long running = pods.stream().filter(each -> phase(each).equals("Running")).count();
    List<String> pending =
        pods.stream()
            .filter(each -> phase(each).equals("Pending"))
            .map(each -> each.namespace() + "/" + each.name())
            .toList();
    line(
        "pods",
        true,
        running
            + " running"
            + (pending.isEmpty() ? "" : ", " + pending.size() + " pending: " + some(pending)));
  }

  private static String phase(ApiObject pod) {
    return pod.status().text("phase");
  }

  private static String some(List<String> names) {
    return String.join(", ", names.subList(0, Math.min(3, names.size())))
        + (names.size() > 3 ? ", …" : "");
  }

  private void line(String part, boolean isGood, String what) {
    isWell &= isGood;
    out.printf("%s %-24s %s%n", isGood ? "✓" : "✗", part, what);
  }
}
