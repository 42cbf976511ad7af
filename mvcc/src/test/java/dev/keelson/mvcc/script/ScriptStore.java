package dev.keelson.mvcc.script;

import dev.keelson.mvcc.Alarm;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.LogPosition;
import dev.keelson.mvcc.MvccStore;
import dev.keelson.mvcc.OpResult;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.RangeResult;
import dev.keelson.mvcc.ReadView;
import dev.keelson.mvcc.Refusal;
import dev.keelson.mvcc.check.StoreCheck;
import dev.keelson.mvcc.engine.MemoryEngine;
import dev.keelson.mvcc.watch.Delivery;
import dev.keelson.mvcc.watch.Event;
import dev.keelson.mvcc.watch.EventBatch;
import dev.keelson.mvcc.watch.Mailbox;
import dev.keelson.mvcc.watch.WatchHub;
import dev.keelson.mvcc.watch.Watcher;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A store with its watches, driven by lines of text; answers in lines of text. Nothing in it waits
 * for time.
 */
final class ScriptStore implements AutoCloseable {
  private final MemoryEngine engine = new MemoryEngine();
  private final ArrayDeque<Runnable> catchUps = new ArrayDeque<>();
  private final Map<String, Watcher> watchers = new HashMap<>();
  private final MvccStore store = MvccStore.open(engine, this::publish);
  private final WatchHub hub =
      new WatchHub(store.history(), catchUps::add, new WatchHub.Limits(3, 1 << 20, 1000, 1 << 20));
  private long index;

  private void publish(List<EventBatch> batches) {
    hub.publish(batches);
  }

  /** Commands joined by {@code &} are one log entry. */
  String run(String line) {
    List<Command<?>> commands = new ArrayList<>();
    for (String part : line.split(" & ")) {
      Optional<Command<?>> command = command(part);
      if (command.isEmpty()) {
        return other(new Words(line));
      }
      commands.add(command.get());
    }
    List<String> answers = new ArrayList<>();
    for (Outcome<?> outcome : store.apply(new LogPosition(1, ++index), commands, true)) {
      answers.add(told(outcome));
    }
    return String.join("\n", answers);
  }

  private static Optional<Command<?>> command(String line) {
    Words words = new Words(line);
    return Optional.ofNullable(
        switch (words.verb()) {
          case "put" -> words.put();
          case "del" -> words.delete();
          case "txn" -> Words.txn(line);
          case "compact" -> new Command.Compact(words.number(1));
          case "grant" -> new Command.LeaseGrant(words.number(1), words.number(2));
          case "revoke" -> new Command.LeaseRevoke(words.number(1));
          case "checkpoint" ->
              new Command.LeaseCheckpoint(Map.of(words.number(1), words.number(2)));
          case "raise", "lower" ->
              new Command.SetAlarm(
                  words.verb().equals("raise"),
                  new Alarm(
                      words.number(2), Alarm.Kind.valueOf(words.word(1).toUpperCase(Locale.ROOT))));
          default -> null;
        });
  }

  private String other(Words words) {
    return switch (words.verb()) {
      case "get" -> {
        try (ReadView view = store.view()) {
          yield told(view.range(words.query()));
        }
      }
      case "keys" -> store.leaseKeys(words.number(1)).toString();
      case "leases" -> store.leases().toString();
      case "alarms" -> store.alarms().toString();
      case "step" -> store.compactStep((int) words.number(1)) ? "more" : "done";
      case "size" -> "records=" + store.logicalBytes() + " bytes";
      case "hash" -> {
        try (ReadView view = store.view()) {
          yield told(view.hashKv(words.option("rev", 0)));
        }
      }
      case "watch" -> {
        watchers.put(words.word(1), hub.open(words.watch(), new Mailbox(() -> {})));
        yield "ok";
      }
      case "cancel" -> {
        watchers.get(words.word(1)).close();
        yield "ok";
      }
      case "poll" -> poll(watchers.get(words.word(1)));
      case "synced" -> "" + watchers.get(words.word(1)).isSyncedTo(words.number(2));
      default -> throw new IllegalArgumentException("verb " + words.verb());
    };
  }

  private String poll(Watcher watcher) {
    StringBuilder told = new StringBuilder();
    while (true) {
      Delivery delivery = watcher.poll();
      if (delivery == Delivery.Nothing.NOTHING && !catchUps.isEmpty()) {
        catchUps.removeFirst().run();
        continue;
      }
      told.append(told.isEmpty() ? "" : "\n");
      switch (delivery) {
        case Delivery.Nothing _ -> {
          return told.append("nothing more").toString();
        }
        case Delivery.Compacted(long revision) ->
            told.append("cancelled compact_revision=").append(revision);
        case Delivery.Events events -> told.append(told(events));
      }
    }
  }

  private static String told(Delivery.Events delivery) {
    List<String> lines = new ArrayList<>();
    for (EventBatch batch : delivery.matched().batches()) {
      for (Event event : batch.events()) {
        lines.add(
            (event.isDelete() ? "DELETE " + event.kv().key() : "PUT " + told(event.kv()))
                + " at="
                + event.revision()
                + (delivery.matched().previous()
                    ? event.previous().map(kv -> " prev=" + kv.value()).orElse(" no_prev")
                    : ""));
      }
    }
    return String.join("\n", lines);
  }

  private static String told(Outcome<?> outcome) {
    return switch (outcome) {
      case Outcome.Refused<?>(Refusal why) -> "refused " + why;
      case Outcome.Ok<?>(Object value) -> told(value);
    };
  }

  private static String told(Object value) {
    return switch (value) {
      case OpResult result -> told(result);
      case ReadView.HashKv hash ->
          "hash="
              + Integer.toUnsignedString(hash.hash())
              + " rev="
              + hash.hashRevision()
              + " compact_revision="
              + hash.compactRevision();
      case Command.LeaseGranted granted -> "lease=" + granted.id() + " ttl=" + granted.ttl();
      case Long revision -> "rev=" + revision;
      default -> value.toString();
    };
  }

  private static String told(OpResult result) {
    String revision = "rev=" + result.revision();
    return switch (result) {
      case OpResult.PutResult put ->
          revision + put.previous().map(kv -> " prev=" + kv.value()).orElse("");
      case OpResult.DeleteResult deletion ->
          revision + " deleted=" + deletion.deleted() + pairs(deletion.previous());
      case RangeResult range ->
          revision + " count=" + range.count() + (range.more() ? " more" : "") + pairs(range.kvs());
      case OpResult.TxnResult txn -> {
        StringBuilder lines = new StringBuilder(revision);
        lines.append(txn.succeeded() ? " succeeded" : " failed");
        for (OpResult response : txn.responses()) {
          lines.append("\n| ").append(told(response).replace("\n", "\n| "));
        }
        yield lines.toString();
      }
    };
  }

  private static String pairs(List<KeyValue> pairs) {
    StringBuilder lines = new StringBuilder();
    for (KeyValue pair : pairs) {
      lines.append("\n  ").append(told(pair));
    }
    return lines.toString();
  }

  private static String told(KeyValue pair) {
    Bytes value = pair.value();
    return pair.key()
        + (value.isEmpty() ? "" : "=" + value)
        + " create="
        + pair.createRevision()
        + " mod="
        + pair.modRevision()
        + " version="
        + pair.version()
        + (pair.lease() == 0 ? "" : " lease=" + pair.lease());
  }

  List<String> faults() {
    return StoreCheck.faults(store, engine);
  }

  @Override
  public void close() {
    hub.close();
    store.close();
  }
}
