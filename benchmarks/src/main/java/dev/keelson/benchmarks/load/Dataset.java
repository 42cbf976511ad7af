package dev.keelson.benchmarks.load;

import dev.keelson.benchmarks.wire.Answer;
import dev.keelson.benchmarks.wire.CallFailed;
import dev.keelson.benchmarks.wire.Connections;
import dev.keelson.benchmarks.wire.EtcdMethods;
import dev.keelson.benchmarks.wire.Refusals;
import dev.keelson.benchmarks.wire.Requests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The keys preloaded into one store, and the revision at which each was last modified.
 *
 * <p>Revisions are kept so that updates compare with what is there. Each key is updated by one
 * client only; cases follow each other, so the array needs no lock.
 */
public final class Dataset {
  /** Puts in one transaction while loading; etcd's default bound is 128 operations. */
  private static final int BATCH = 64;

  /** Transactions in flight while loading. */
  private static final int IN_FLIGHT = 8;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Values values;
  private final long[] modified;

  private Dataset(int keys, Values values) {
    this.values = values;
    this.modified = new long[keys];
  }

  /**
   * Writes keys 0 to {@code keys - 1} and waits until all are acknowledged.
   *
   * @param progress told how many keys are written, now and then
   * @throws CallFailed on the first refusal, or 60 s without an answer
   */
  public static Dataset load(Connections connections, int keys, Values values, IntConsumer progress)
      throws CallFailed, InterruptedException {
    Dataset dataset = new Dataset(keys, values);
    Semaphore room = new Semaphore(IN_FLIGHT);
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    for (int from = 0; from < keys; from += BATCH) {
      await(room, 1);
      Throwable failed = failure.get();
      if (failed != null) {
        throw new CallFailed("loading stopped before key " + from + ": " + Refusals.words(failed));
      }
      dataset.loadBatch(connections, from, Math.min(keys, from + BATCH), room, failure);
      if (from % (BATCH * 128) == 0) {
        progress.accept(from);
      }
    }
    await(room, IN_FLIGHT);
    Throwable failed = failure.get();
    if (failed != null) {
      throw new CallFailed("loading failed: " + Refusals.words(failed));
    }
    return dataset;
  }

  private void loadBatch(
      Connections connections,
      int from,
      int to,
      Semaphore room,
      AtomicReference<@Nullable Throwable> failure) {
    List<Requests.Pair> pairs = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      pairs.add(new Requests.Pair(Keys.loaded(i), values.next()));
    }
    var unused =
        connections
            .send(EtcdMethods.TXN, from / BATCH, Requests.putAll(pairs))
            .whenComplete(
                (bytes, error) -> {
                  if (bytes == null) {
                    failure.compareAndSet(null, error);
                  } else {
                    java.util.Arrays.fill(modified, from, to, Answer.txn(bytes).revision());
                  }
                  room.release();
                });
  }

  private static void await(Semaphore room, int permits) throws CallFailed, InterruptedException {
    if (!room.tryAcquire(permits, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new CallFailed("loading: no answer within " + PATIENCE.toSeconds() + " s");
    }
  }

  /**
   * Asks each kind of read once and compares the answer, read in full, with what was loaded.
   *
   * @throws CallFailed when an answer is wrong: what is measured afterwards would not be the case
   */
  public void verify(Connections connections) throws CallFailed, InterruptedException {
    Requests.Range all = Requests.Range.ofPrefix(Keys.loadedPrefix());
    int namespace = Math.min(keys(), Keys.PER_NAMESPACE);
    expect(connections, "get", Requests.Range.ofKey(Keys.loaded(0)), 1, 1);
    expect(
        connections,
        "range",
        Requests.Range.ofPrefix(Keys.namespacePrefix(0)),
        namespace,
        namespace);
    expect(connections, "limit", all.limitedTo(Cases.LIMIT), Math.min(Cases.LIMIT, keys()), keys());
    expect(connections, "count", all.asCount(), 0, keys());
  }

  private void expect(
      Connections connections, String what, Requests.Range question, int kvs, long count)
      throws CallFailed, InterruptedException {
    Answer.Range answer =
        Answer.range(connections.ask(EtcdMethods.RANGE, 0, question.encode(), PATIENCE));
    if (answer.kvs() != kvs
        || answer.count() != count
        || answer.valueBytes() != (long) kvs * values.size()) {
      throw new CallFailed(
          "%s answered %d keys, count %d, %d bytes of values; loaded were %d, %d and %d"
              .formatted(
                  what,
                  answer.kvs(),
                  answer.count(),
                  answer.valueBytes(),
                  kvs,
                  count,
                  (long) kvs * values.size()));
    }
  }

  /** How many keys were loaded. */
  public int keys() {
    return modified.length;
  }

  /** What is put into the keys. */
  public Values values() {
    return values;
  }

  long modified(int key) {
    return modified[key];
  }

  void modifiedAt(int key, long revision) {
    modified[key] = revision;
  }
}
