package dev.keelson.mvcc.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.LogPosition;
import dev.keelson.mvcc.MvccStore;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.apply.EntryBounds;
import dev.keelson.mvcc.check.StoreCheck;
import dev.keelson.mvcc.engine.Engine;
import dev.keelson.mvcc.watch.Event;
import dev.keelson.mvcc.watch.EventBatch;
import dev.keelson.mvcc.watch.History;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A store under test with its log: takes commands, makes entries of them in its own way, and can
 * lose its memory.
 */
final class Subject implements AutoCloseable {
  private record Entry(LogPosition at, List<Command<?>> commands) {}

  private final Path home;
  private final Function<Path, Engine> opener;
  private final int mostCommands;
  private final boolean answers;
  private final Random random;
  private final List<Entry> log = new ArrayList<>();
  private final List<Command<?>> waiting = new ArrayList<>();
  private final List<Outcome<?>> expected = new ArrayList<>();
  private final TreeMap<Long, EventBatch> events = new TreeMap<>();
  private final TreeSet<Long> forgotten = new TreeSet<>();
  private final long rememberedBytes;
  private long told;
  private Engine engine;
  private MvccStore store;
  private Path checkpoint;
  private int directories;

  Subject(
      Path home, Function<Path, Engine> opener, int mostCommands, boolean answers, Random random) {
    this.home = home;
    this.opener = opener;
    this.mostCommands = mostCommands;
    this.answers = answers;
    this.random = random;
    this.rememberedBytes = random.nextBoolean() ? 100 : 1 << 20;
    this.checkpoint = nextDirectory();
    open(checkpoint);
    checkpoint();
  }

  private Path nextDirectory() {
    return home.resolve("d" + directories++);
  }

  private void open(Path directory) {
    engine = opener.apply(directory);
    store =
        MvccStore.open(
            engine, this::happened, EntryBounds.standard().withRemembered(rememberedBytes));
    told = store.revision();
  }

  private void happened(List<EventBatch> batches) {
    for (EventBatch batch : batches) {
      if (batch.untold().isPresent()) {
        readInHistory(batch);
      } else {
        remember(batch);
      }
      told = batch.revision();
    }
  }

  private void remember(EventBatch batch) {
    EventBatch known = events.put(batch.revision(), batch);
    assertThat(known == null || known.equals(batch)).as("replayed as it was: %s", batch).isTrue();
  }

  /** An entry may compact what it has just done. */
  private void readInHistory(EventBatch untold) {
    long from = Math.max(told, store.compactedRevision()) + 1;
    for (long gone = told + 1; gone < from; gone++) {
      forgotten.add(gone);
    }
    if (from > untold.revision()) {
      return;
    }
    History.Slice.Read read =
        (History.Slice.Read)
            store.history().read(KeyRange.ALL, from, Integer.MAX_VALUE, Long.MAX_VALUE, true);
    assertThat(read.readThrough()).isEqualTo(untold.revision());
    for (EventBatch batch : read.batches()) {
      for (Event event : batch.events()) {
        assertThat(untold.untold().orElseThrow().contains(event.kv().key())).isTrue();
      }
      remember(batch);
    }
  }

  MvccStore store() {
    applyWaiting();
    return store;
  }

  /** Revisions compacted in the entry that made them, before they could be read. */
  boolean hasForgotten(EventBatch batch) {
    return forgotten.contains(batch.revision());
  }

  List<EventBatch> events() {
    return List.copyOf(events.values());
  }

  void add(Command<?> command, Outcome<?> outcome) {
    waiting.add(command);
    expected.add(outcome);
    if (waiting.size() >= 1 + random.nextInt(mostCommands)) {
      applyWaiting();
    }
  }

  private void applyWaiting() {
    if (waiting.isEmpty()) {
      return;
    }
    long index = log.isEmpty() ? 0 : log.getLast().at().index() + 1 + random.nextInt(2);
    Entry entry = new Entry(new LogPosition(1, index), List.copyOf(waiting));
    log.add(entry);
    List<Outcome<?>> outcomes = store.apply(entry.at(), entry.commands(), answers);
    for (int i = 0; i < outcomes.size(); i++) {
      check(entry.commands().get(i), outcomes.get(i), expected.get(i));
    }
    waiting.clear();
    expected.clear();
  }

  private void check(Command<?> command, Outcome<?> outcome, Outcome<?> wanted) {
    if (answers) {
      assertThat((Object) outcome).as("%s", command).isEqualTo(wanted);
    } else {
      assertThat(outcome instanceof Outcome.Ok)
          .as("%s", command)
          .isEqualTo(wanted instanceof Outcome.Ok);
    }
  }

  void compactStep() {
    store().compactStep(1 + random.nextInt(6));
  }

  /** A copy to come back to. */
  void checkpoint() {
    Path directory = nextDirectory();
    LogPosition at = store().checkpoint(directory);
    assertThat(at).isEqualTo(store.applied());
    checkpoint = directory;
  }

  /**
   * Power cut: back to the last copy, and the log after it applied again, perhaps in fewer, larger
   * batches.
   */
  void crash() {
    applyWaiting();
    store.close();
    Path found = checkpoint;
    open(found);
    for (Entry entry : log) {
      if (entry.at().index() > store.applied().index()) {
        store.apply(entry.at(), entry.commands(), answers);
      }
    }
    checkpoint();
  }

  void checkSound() {
    assertThat(StoreCheck.faults(store(), engine)).isEmpty();
  }

  @Override
  public void close() {
    store.close();
  }
}
