package dev.keelson.benchmarks;

import dev.keelson.benchmarks.load.CaseKind;
import dev.keelson.benchmarks.load.Cases;
import dev.keelson.benchmarks.load.ClosedLoop;
import dev.keelson.benchmarks.load.Dataset;
import dev.keelson.benchmarks.load.Keys;
import dev.keelson.benchmarks.load.Measurement;
import dev.keelson.benchmarks.load.Values;
import dev.keelson.benchmarks.load.WatchFanOut;
import dev.keelson.benchmarks.machine.Meter;
import dev.keelson.benchmarks.report.Row;
import dev.keelson.benchmarks.wire.CallFailed;
import dev.keelson.benchmarks.wire.Connections;
import dev.keelson.benchmarks.wire.Endpoint;
import dev.keelson.benchmarks.wire.EtcdMethods;
import dev.keelson.benchmarks.wire.Requests;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Connections to one live store, and the cases run over them. Main thread. */
final class Session implements AutoCloseable {
  private static final Duration DELETE_PATIENCE = Duration.ofMinutes(2);
  private static final int STREAMS = 8;
  private static final int MOST_WARMUP_CLIENTS = 32;

  private final String system;
  private final int round;
  private final Options options;
  private final Progress progress;
  private final Results results;
  private final List<Endpoint> endpoints;
  private final Meter meter;
  private final Connections connections;
  private final Values putValues = new Values(Cases.PUT_VALUE_BYTES, 1);

  Session(
      String system,
      int round,
      List<Endpoint> endpoints,
      List<Long> pids,
      Options options,
      Progress progress,
      Results results) {
    this.system = system;
    this.round = round;
    this.options = options;
    this.progress = progress;
    this.results = results;
    this.endpoints = endpoints;
    this.meter = Meter.of(pids);
    this.connections = Connections.open(endpoints, options.connections());
  }

  /**
   * Loads what the group needs, warms the store up, runs every case.
   *
   * @throws CallFailed when loading fails or answers are wrong; a case that fails is noted and the
   *     next one run
   */
  void run(CaseKind.Group group) throws CallFailed, InterruptedException {
    Cases cases = load(group);
    List<CaseKind> kinds = options.casesOf(group);
    Duration share = options.serverWarmup().dividedBy(kinds.size());
    for (CaseKind kind : kinds) {
      if (share.isPositive()) {
        progress.doing(at(kind.label()) + ": warming up");
        measure(kind, warmupClients(kind), cases, Duration.ZERO, share);
      }
    }
    for (CaseKind kind : kinds) {
      List<Integer> counts = options.clientsFor(kind);
      for (int clients : counts.isEmpty() ? List.of(options.watchers()) : counts) {
        progress.doing(at(kind.label()) + ", clients " + clients);
        record(measure(kind, clients, cases, options.warmup(), options.measure()));
      }
    }
  }

  private int warmupClients(CaseKind kind) {
    int most = options.clientsFor(kind).stream().mapToInt(c -> c).max().orElse(options.watchers());
    return kind.clients().isEmpty() ? most : Math.min(most, MOST_WARMUP_CLIENTS);
  }

  private Cases load(CaseKind.Group group) throws CallFailed, InterruptedException {
    int keys =
        switch (group) {
          case WRITE, READ, START -> options.keys();
          case WATCH, LEASE -> 0; // as the anchors: fan-out and leases on an empty store
        };
    Dataset dataset = load(keys);
    return new Cases(dataset, putValues);
  }

  /** Loads {@code keys} keys and, if there are any, checks that they read back. */
  Dataset load(int keys) throws CallFailed, InterruptedException {
    long began = System.nanoTime();
    Dataset dataset =
        Dataset.load(
            connections,
            keys,
            new Values(options.valueBytes(), 2),
            done -> progress.doing("%s: %,d of %,d keys loaded".formatted(at("load"), done, keys)));
    if (keys > 0) {
      dataset.verify(connections);
      double seconds = (System.nanoTime() - began) / 1e9;
      progress.done("%s: %,d keys in %.1f s".formatted(at("load"), keys, seconds));
    }
    return dataset;
  }

  private Measurement measure(
      CaseKind kind, int clients, Cases cases, Duration warmup, Duration measure)
      throws CallFailed, InterruptedException {
    return switch (kind) {
      case WATCH_8_MAX -> fanOut(kind, Math.min(STREAMS, clients), 0, warmup, measure);
      case WATCH_8_PACED ->
          fanOut(kind, Math.min(STREAMS, clients), options.pace(), warmup, measure);
      case WATCH_OWN_MAX -> fanOut(kind, clients, 0, warmup, measure);
      case WATCH_OWN_PACED -> fanOut(kind, clients, options.pace(), warmup, measure);
      default ->
          ClosedLoop.run(connections, cases.of(kind, clients), clients, warmup, measure, meter);
    };
  }

  private Measurement fanOut(
      CaseKind kind, int streams, int pace, Duration warmup, Duration measure)
      throws CallFailed, InterruptedException {
    var shape = new WatchFanOut.Shape(kind.label(), options.watchers(), streams, pace);
    try (Connections writer = Connections.open(endpoints, 1);
        WatchFanOut fanOut = new WatchFanOut(shape, connections, writer, putValues)) {
      return fanOut.run(warmup, measure, meter);
    }
  }

  private void record(Measurement one) {
    results.add(new Row(system, round, one));
    String line =
        String.format(
            Locale.ROOT,
            "%s, clients %d: %,.0f/s, p50 %.2f ms, p99 %.2f ms",
            at(one.name()),
            one.clients(),
            one.perSecond(),
            one.p50Micros() / 1e3,
            one.p99Micros() / 1e3);
    if (one.serverMicrosPerOperation().isPresent()) {
      line += ", server %.1f us/op".formatted(one.serverMicrosPerOperation().getAsDouble());
    }
    progress.done(line);
    if (one.errors() > 0 || one.operations() == 0) {
      String why =
          "%s, clients %d: %s%,d errors%s"
              .formatted(
                  at(one.name()),
                  one.clients(),
                  one.operations() == 0 ? "nothing was answered, " : "",
                  one.errors(),
                  one.firstError().map(first -> "; first: " + first).orElse(""));
      progress.failed(why);
      results.fail(why);
    }
  }

  /** Removes every key of the benchmark's. */
  void deleteKeys() throws CallFailed, InterruptedException {
    progress.doing(at("removing the benchmark's keys"));
    byte[] prefix = Keys.ROOT.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    connections.ask(EtcdMethods.DELETE_RANGE, 0, Requests.deletePrefix(prefix), DELETE_PATIENCE);
  }

  private String at(String what) {
    return options.rounds() > 1
        ? "[%s, round %d of %d] %s".formatted(system, round, options.rounds(), what)
        : "[%s] %s".formatted(system, what);
  }

  @Override
  public void close() {
    connections.close();
  }
}
