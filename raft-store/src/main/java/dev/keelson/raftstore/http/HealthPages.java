package dev.keelson.raftstore.http;

import static java.util.Objects.requireNonNull;

import dev.keelson.mvcc.Alarm;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.Refusal;
import dev.keelson.raftstore.Node;
import dev.keelson.raftstore.http.HttpPages.Page;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * /health, and the checks behind /livez and /readyz one by one. Source: etcd's {@code
 * api/etcdhttp/health.go}.
 */
public final class HealthPages {
  /** Empty when it passed, else why not. */
  private interface Check extends Supplier<CompletableFuture<Optional<String>>> {}

  private final Node node;
  private final Function<Refusal, String> text;
  private final Metrics metrics;
  private final LongAdder successes;
  private final LongAdder failures;
  private final Map<String, Map<String, Check>> checks = new LinkedHashMap<>();

  /** {@code text}: what the wire says of a refusal. */
  public HealthPages(Node node, Function<Refusal, String> text, Metrics metrics) {
    this.node = node;
    this.text = text;
    this.metrics = metrics;
    this.successes = metrics.counter("etcd_server_health_success", "Health checks passed.", "");
    this.failures = metrics.counter("etcd_server_health_failures", "Health checks failed.", "");
    Map<String, Check> live = new LinkedHashMap<>();
    live.put("serializable_read", this::localRead);
    Map<String, Check> ready = new LinkedHashMap<>();
    ready.put("data_corruption", this::notCorrupt);
    ready.put("serializable_read", this::localRead);
    ready.put("linearizable_read", this::agreedRead);
    ready.put("non_learner", this::voting);
    checks.put("/livez", live);
    checks.put("/readyz", ready);
  }

  boolean knows(String path) {
    if (path.equals("/health") || checks.containsKey(path)) {
      return true;
    }
    int slash = path.lastIndexOf('/');
    return slash > 0
        && checks
            .getOrDefault(path.substring(0, slash), Map.of())
            .containsKey(path.substring(slash + 1));
  }

  CompletableFuture<Page> page(String path, Map<String, List<String>> query) {
    List<String> excluded = query.getOrDefault("exclude", List.of());
    if (path.equals("/health")) {
      boolean serializable = query.getOrDefault("serializable", List.of()).contains("true");
      return health(excluded, serializable).thenApply(this::healthPage);
    }
    boolean verbose = query.containsKey("verbose");
    Map<String, Check> all = checks.get(path);
    if (all != null) {
      Map<String, Check> wanted = new LinkedHashMap<>(all);
      wanted.keySet().removeAll(excluded);
      return run(path.substring(1), wanted, verbose);
    }
    int slash = path.lastIndexOf('/');
    String type = path.substring(1, slash);
    String name = path.substring(slash + 1);
    Check check = requireNonNull(requireNonNull(checks.get("/" + type)).get(name));
    return run(type, Map.of(name, check), verbose);
  }

  private Page healthPage(Optional<String> reason) {
    (reason.isEmpty() ? successes : failures).increment();
    String json =
        "{\"health\":\"%s\",\"reason\":\"%s\"}".formatted(reason.isEmpty(), reason.orElse(""));
    return reason.isEmpty() ? Page.plain(200, json) : Page.error(503, json);
  }

  private CompletableFuture<Optional<String>> health(List<String> excluded, boolean serializable) {
    for (Alarm alarm : node.alarms()) {
      if (!excluded.contains(alarm.kind().name())) {
        return done("ALARM " + alarm.kind());
      }
    }
    if (!serializable && !node.status().hasLeader()) {
      return done("RAFT NO LEADER");
    }
    CompletableFuture<Optional<String>> read = serializable ? localRead() : agreedRead();
    return read.thenApply(why -> why.map(w -> "RANGE ERROR:" + w));
  }

  private CompletableFuture<Page> run(String type, Map<String, Check> wanted, boolean verbose) {
    List<String> names = new ArrayList<>(wanted.keySet());
    List<CompletableFuture<Optional<String>>> running =
        wanted.values().stream().map(Supplier::get).toList();
    return CompletableFuture.allOf(running.toArray(CompletableFuture<?>[]::new))
        .thenApply(
            _ -> {
              StringBuilder report = new StringBuilder();
              boolean passed = true;
              for (int i = 0; i < names.size(); i++) {
                Optional<String> why = running.get(i).join();
                count(type, names.get(i), why.isEmpty());
                passed &= why.isEmpty();
                report.append(
                    why.map("[-]%s failed: %s\n".formatted(names.get(i), "%s")::formatted)
                        .orElse("[+]" + names.get(i) + " ok\n"));
              }
              if (!passed) {
                return Page.error(503, report.toString());
              }
              return Page.plain(200, (verbose ? report.toString() : "") + "ok\n");
            });
  }

  private void count(String type, String name, boolean passed) {
    String labels = "name=\"%s\",type=\"%s\"".formatted(name, type);
    metrics
        .counter(
            "etcd_server_healthchecks_total",
            "Health checks by result.",
            labels.replace(",", ",status=\"" + (passed ? "success" : "error") + "\","))
        .increment();
  }

  private CompletableFuture<Optional<String>> localRead() {
    node.kv().revision();
    return CompletableFuture.completedFuture(Optional.empty());
  }

  private CompletableFuture<Optional<String>> agreedRead() {
    return node.readBarrier()
        .handle(
            (passed, fault) ->
                switch (passed) {
                  case Outcome.Ok<Void> _ -> Optional.empty();
                  case Outcome.Refused<Void>(var why) -> Optional.of(text.apply(why));
                  case null -> Optional.of(String.valueOf(fault));
                });
  }

  private CompletableFuture<Optional<String>> notCorrupt() {
    boolean corrupt = node.alarms().stream().anyMatch(a -> a.kind() == Alarm.Kind.CORRUPT);
    return corrupt
        ? done("alarm activated: CORRUPT")
        : CompletableFuture.completedFuture(Optional.empty());
  }

  private CompletableFuture<Optional<String>> voting() {
    long self = node.memberId();
    boolean learner =
        node.membership().members().stream().anyMatch(m -> m.id() == self && m.learner());
    return learner
        ? done("not supported for learner")
        : CompletableFuture.completedFuture(Optional.empty());
  }

  private static CompletableFuture<Optional<String>> done(String why) {
    return CompletableFuture.completedFuture(Optional.of(why));
  }
}
