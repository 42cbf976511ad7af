package dev.keelson.jepsen.simulation;

import dev.keelson.jepsen.history.Compare;
import dev.keelson.jepsen.history.KeyValue;
import dev.keelson.jepsen.history.Keys;
import dev.keelson.jepsen.history.Recorder;
import dev.keelson.jepsen.history.Request;
import dev.keelson.jepsen.history.Result;
import dev.keelson.mvcc.KvStore;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.Refusal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Calls one thing after another, at one member until that one is gone. */
final class SimulatedClient {
  private static final Duration THINK = Duration.ofNanos(400_000);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final int KEYS = 8;

  private final Simulation simulation;
  private final VirtualTime time;
  private final Dice dice;
  private final int id;
  private final Recorder.ClientLog log;
  private final Map<String, Long> lastSeen = new HashMap<>();
  private int member;
  private Optional<Recorder.Call> underWay = Optional.empty();
  private long lease;
  private long newest = 1;
  private int values;

  SimulatedClient(Simulation simulation, int id, Recorder recorder, Dice dice) {
    this.simulation = simulation;
    this.time = simulation.time();
    this.id = id;
    this.dice = dice;
    this.log = recorder.client(id);
    this.member = id % simulation.size();
  }

  void begin() {
    time.after(dice.around(THINK), this::next);
  }

  private void next() {
    Optional<KvStore> kv = simulation.member(member).kv();
    if (kv.isEmpty()) {
      member = dice.below(simulation.size());
      time.after(dice.around(PAUSE), this::next);
      return;
    }
    if (!simulation.takeCommand()) {
      return;
    }
    Request request = request();
    Recorder.Call call = log.begin(request);
    underWay = Optional.of(call);
    Calls.call(kv.get(), request)
        .whenComplete(
            (outcome, failure) -> {
              if (underWay.equals(Optional.of(call))) {
                underWay = Optional.empty();
                if (failure != null) {
                  throw new IllegalStateException("an answer that is none", failure);
                }
                answered(call, request, outcome);
              }
            });
  }

  private void answered(Recorder.Call call, Request request, Outcome<Calls.Answer> outcome) {
    Duration wait = THINK;
    switch (outcome) {
      case Outcome.Ok<Calls.Answer>(Calls.Answer answer) -> {
        call.ok(answer.revision(), answer.result());
        learn(answer);
      }
      case Outcome.Refused<Calls.Answer>(Refusal why) -> {
        if (isDefinite(why)) {
          call.failed(why.toString());
        } else {
          call.unknown(why.toString());
          wait = PAUSE;
        }
      }
    }
    simulation.noteAnswer(id, request, outcome);
    if (dice.oneIn(50)) {
      member = dice.below(simulation.size());
    }
    time.after(dice.around(wait), this::next);
  }

  /** The member's process is gone, and with it the answer. */
  void lost(int gone) {
    if (member == gone && underWay.isPresent()) {
      underWay.get().unknown("the member was killed");
      underWay = Optional.empty();
      member = dice.below(simulation.size());
      time.after(dice.around(PAUSE), this::next);
    }
  }

  private static boolean isDefinite(Refusal why) {
    return switch (why) {
      case Refusal.Plain plain ->
          switch (plain) {
            case TIMEOUT, TIMEOUT_LEADER_FAILED, STOPPED, LEADER_CHANGED, ANSWER_TOO_LARGE -> false;
            default -> true;
          };
      default -> true;
    };
  }

  private void learn(Calls.Answer answer) {
    newest = Math.max(newest, answer.revision());
    see(answer.result());
  }

  private void see(Result result) {
    switch (result) {
      case Result.Ranged ranged -> {
        for (KeyValue kv : ranged.found()) {
          lastSeen.put(kv.key(), kv.modRevision());
        }
      }
      case Result.Decided decided -> decided.results().forEach(this::see);
      default -> {}
    }
  }

  // ---- what to ask

  private String key() {
    return "k" + dice.below(KEYS);
  }

  private String value() {
    return id + "." + ++values;
  }

  private Request request() {
    int kind = dice.below(100);
    String key = key();
    if (kind < 25) {
      return new Request.Range(Keys.one(key), 0, 0, dice.oneIn(3));
    }
    if (kind < 45) {
      return new Request.Put(key, value(), 0);
    }
    if (kind < 65) {
      return Request.compareAndSet(key, lastSeen.getOrDefault(key, 0L), value());
    }
    if (kind < 75) {
      return transfer(key, key());
    }
    if (kind < 83) {
      return new Request.Range(Keys.prefix("k"), dice.oneIn(2) ? 3 : 0, 0, dice.oneIn(4));
    }
    if (kind < 91) {
      return Request.delete(key);
    }
    if (kind < 93) {
      return new Request.Delete(Keys.range("k2", "k5"));
    }
    if (kind < 98) {
      return leased();
    }
    return dice.oneIn(4) && newest > 20
        ? new Request.Compact(newest - dice.below(20))
        : new Request.Range(Keys.prefix("k"), 0, 0, false);
  }

  private Request transfer(String from, String to) {
    List<Compare> unchanged =
        List.of(
            Compare.modRevision(from, lastSeen.getOrDefault(from, 0L)),
            Compare.modRevision(to, lastSeen.getOrDefault(to, 0L)));
    List<Request.Action> both =
        from.equals(to)
            ? List.of(Request.put(from, value()))
            : List.of(Request.put(from, value()), Request.put(to, value()));
    return new Request.Txn(unchanged, both, List.of(Request.get(from), Request.get(to)));
  }

  /** A lease that nobody lets run out: what expires by itself is in no history. */
  private Request leased() {
    if (lease == 0) {
      lease = 1 + (dice.number() >>> 2);
      return new Request.LeaseGrant(lease, 3_600);
    }
    if (dice.oneIn(3)) {
      long ended = lease;
      lease = 0;
      return new Request.LeaseRevoke(ended);
    }
    return new Request.Put(key(), value(), lease);
  }
}
