package dev.keelson.jepsen.check;

import dev.keelson.jepsen.history.Compare;
import dev.keelson.jepsen.history.History;
import dev.keelson.jepsen.history.KeyValue;
import dev.keelson.jepsen.history.Operation;
import dev.keelson.jepsen.history.Request;
import dev.keelson.jepsen.history.Response;
import dev.keelson.jepsen.history.Result;
import dev.keelson.jepsen.history.WatchHistory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Clients of a store that is linearizable by construction: each call takes effect at one instant
 * between its begin and its end. Some answers are lost; what they asked for takes effect in time,
 * late or never.
 */
final class SimulatedRun {

  private final SplittableRandom random;
  private final int keys;
  private final int values;
  private final double lost;
  private final TreeMap<String, KeyValue> store = new TreeMap<>();
  private final List<Operation> operations = new ArrayList<>();
  private final List<WatchHistory.Step> watch = new ArrayList<>();
  private final PriorityQueue<Step> agenda =
      new PriorityQueue<>((a, b) -> Long.compare(a.at, b.at));
  private final List<Map<String, Long>> known = new ArrayList<>();
  private long revision = 1;
  private long written;
  private int left;

  private record Step(long at, Runnable what) {}

  /**
   * @param values how many different values there are; 0 for every write its own
   * @param lost share of answers that do not come
   */
  SimulatedRun(long seed, int keys, int values, double lost) {
    this.random = new SplittableRandom(seed);
    this.keys = keys;
    this.values = values;
    this.lost = lost;
  }

  History run(int clients, int count) {
    left = count;
    watch.add(WatchHistory.Opened.prefix(0, "k", 2));
    for (int client = 0; client < clients; client++) {
      known.add(new HashMap<>());
      int id = client;
      after(0, () -> begin(id, id));
    }
    while (!agenda.isEmpty()) {
      Step step = agenda.poll();
      now = step.at();
      step.what().run();
    }
    return new History(operations, List.of(new WatchHistory(clients, "", watch)), List.of());
  }

  private long now;

  private void after(long nanos, Runnable what) {
    agenda.add(new Step(now + 1 + nanos + random.nextLong(1000), what));
  }

  private void begin(int client, int process) {
    if (left-- <= 0) {
      return;
    }
    long invoked = now;
    Request request = request(client);
    if (random.nextDouble() < lost) {
      int fate = random.nextInt(3);
      if (fate > 0) {
        after(fate == 1 ? 0 : 20_000, () -> execute(request));
      }
      after(
          3_000,
          () -> {
            operations.add(
                new Operation(process, invoked, now, request, new Response.Unknown("lost")));
            begin(client, process + 1000);
          });
      return;
    }
    after(
        0,
        () -> {
          Result result = execute(request);
          long at = revision;
          after(
              0,
              () -> {
                learn(client, request, result, at);
                operations.add(
                    new Operation(process, invoked, now, request, new Response.Ok(at, result)));
                after(0, () -> begin(client, process));
              });
        });
  }

  private Result execute(Request request) {
    Semantics.Effect effect =
        switch (request) {
          case Request.Action action -> Semantics.run(store, action, revision + 1);
          case Request.Txn txn ->
              Semantics.branch(
                  store,
                  Semantics.holds(store, txn.compares()) == Semantics.Truth.YES,
                  txn,
                  revision + 1);
          default -> throw new IllegalStateException("not simulated: " + request);
        };
    if (!effect.changes().isEmpty()) {
      revision++;
      List<WatchHistory.Event> events = new ArrayList<>();
      effect
          .changes()
          .forEach(
              (key, kv) ->
                  events.add(
                      new WatchHistory.Event(
                          kv.isPresent() ? WatchHistory.Kind.PUT : WatchHistory.Kind.DELETE,
                          kv.orElse(new KeyValue(key, "", 0, revision, 0, 0)),
                          Optional.ofNullable(store.get(key)))));
      watch.add(new WatchHistory.Delivered(now, revision, events));
      if (random.nextInt(10) == 0) {
        watch.add(new WatchHistory.Bookmark(now, revision));
      }
      Semantics.apply(store, effect.changes());
    }
    return effect.result() instanceof Result.Written ? Result.written() : effect.result();
  }

  private void learn(int client, Request request, Result result, long at) {
    for (KeyValue kv : Shown.by(result)) {
      known.get(client).put(kv.key(), kv.modRevision());
    }
    if (request instanceof Request.Put put) {
      known.get(client).put(put.key(), at);
    }
  }

  private Request request(int client) {
    int number = random.nextInt(keys);
    String key = name(number);
    String value = "v" + (values == 0 ? ++written : random.nextInt(values));
    int dice = random.nextInt(100);
    if (dice < 45) {
      return Request.get(key);
    }
    if (dice < 75) {
      return Request.put(key, value);
    }
    if (dice < 90) {
      return Request.compareAndSet(key, known.get(client).getOrDefault(key, 0L), value);
    }
    if (dice < 93) {
      return Request.delete(key);
    }
    String other = name((number / 3 * 3 + random.nextInt(3)) % keys);
    if (other.equals(key)) {
      return Request.list(key);
    }
    return new Request.Txn(
        List.of(
            new Compare(
                key, Compare.Target.VERSION, Compare.Relation.GREATER, "" + random.nextInt(3))),
        List.of(Request.put(key, value), Request.put(other, value)),
        List.of(Request.get(key), Request.get(other)));
  }

  private static String name(int number) {
    return "k" + (10_000 + number);
  }
}
