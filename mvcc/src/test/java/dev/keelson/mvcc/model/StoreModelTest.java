package dev.keelson.mvcc.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.MvccStore;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.mvcc.ReadView;
import dev.keelson.mvcc.engine.Engine;
import dev.keelson.mvcc.engine.MemoryEngine;
import dev.keelson.mvcc.engine.RocksEngine;
import dev.keelson.mvcc.engine.RocksOptions;
import dev.keelson.mvcc.watch.Event;
import dev.keelson.mvcc.watch.EventBatch;
import dev.keelson.mvcc.watch.History;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/**
 * Random commands against the plainest model there is. Several stores take the same commands in
 * differently cut entries, compact at different times, lose their tail at different times; all
 * answer as the model does, and are sound, and hash alike, at every revision that can be read.
 */
class StoreModelTest {
  @Property(tries = 150, shrinking = ShrinkingMode.BOUNDED)
  void inMemoryHoweverEntriesAreCut(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 120) int steps) throws IOException {
    run(seed, steps, StoreModelTest::memory, StoreModelTest::memory);
  }

  @Property(tries = 12, shrinking = ShrinkingMode.BOUNDED)
  void onDiskAndInMemoryAlike(@ForAll long seed, @ForAll @IntRange(min = 1, max = 100) int steps)
      throws IOException {
    run(seed, steps, StoreModelTest::rocks, StoreModelTest::memory);
  }

  private static Engine memory(Path directory) {
    return Files.exists(directory) ? MemoryEngine.open(directory) : new MemoryEngine();
  }

  private static Engine rocks(Path directory) {
    return RocksEngine.open(directory, RocksOptions.small());
  }

  private interface Opener extends java.util.function.Function<Path, Engine> {}

  private static void run(long seed, int steps, Opener first, Opener second) throws IOException {
    Path home = Files.createTempDirectory("store-model");
    for (int subject = 1; subject <= 3; subject++) {
      Files.createDirectories(home.resolve("" + subject));
    }
    Random random = new Random(seed);
    try (Subject single = new Subject(home.resolve("1"), second, 1, true, new Random(seed + 1));
        Subject grouped = new Subject(home.resolve("2"), first, 12, true, new Random(seed + 2));
        Subject silent = new Subject(home.resolve("3"), second, 5, false, new Random(seed + 3))) {
      List<Subject> subjects = List.of(single, grouped, silent);
      ReferenceModel model = new ReferenceModel();
      RandomCommands commands = new RandomCommands(random);
      for (int i = 0; i < steps; i++) {
        step(random, model, commands, subjects);
      }
      for (Subject subject : subjects) {
        compare(model, subject);
      }
    } finally {
      delete(home);
    }
  }

  private static void step(
      Random random, ReferenceModel model, RandomCommands commands, List<Subject> subjects) {
    Subject one = subjects.get(random.nextInt(subjects.size()));
    int kind = random.nextInt(100);
    if (kind < 70) {
      Command<?> command = commands.command(model.head);
      Outcome<?> outcome = model.apply(command);
      subjects.forEach(subject -> subject.add(command, outcome));
    } else if (kind < 88) {
      RangeQuery query = commands.query(model.head);
      try (ReadView view = one.store().view()) {
        assertThat(view.range(query)).as("%s", query).isEqualTo(model.range(query));
      }
    } else if (kind < 96) {
      one.compactStep();
    } else if (kind < 98) {
      one.checkpoint();
    } else {
      one.crash();
    }
  }

  private static void compare(ReferenceModel model, Subject subject) {
    subject.checkSound();
    MvccStore store = subject.store();
    assertThat(store.revision()).isEqualTo(model.head);
    assertThat(store.compactedRevision()).isEqualTo(model.floor);
    assertThat(store.leases()).isEqualTo(List.copyOf(model.leases.values()));
    for (long lease : model.leases.keySet()) {
      assertThat(store.leaseKeys(lease)).isEqualTo(model.keysOf(lease));
    }
    assertThat(store.alarms()).isEqualTo(List.copyOf(model.alarms));
    assertThat(subject.events().stream().filter(batch -> !subject.hasForgotten(batch)).toList())
        .isEqualTo(
            events(model, 0, -1).stream().filter(batch -> !subject.hasForgotten(batch)).toList());
    History.Slice.Read past =
        (History.Slice.Read)
            store.history().read(KeyRange.ALL, Math.max(model.floor, 0), 9999, 1 << 30, true);
    assertThat(past.readThrough()).isEqualTo(model.head);
    assertThat(lastOfEachKeyAt(model.floor, past.batches()))
        .isEqualTo(lastOfEachKeyAt(model.floor, events(model, model.floor, model.floor)));
    try (ReadView view = store.view()) {
      for (long revision = Math.max(1, model.floor); revision <= model.head; revision++) {
        assertThat(pairs(view, revision))
            .as("pairs at %d", revision)
            .isEqualTo(List.copyOf(model.at(revision).values()));
        assertThat(view.hashKv(revision).orThrow().hash())
            .as("hash at %d", revision)
            .isEqualTo(ModelHash.hash(model, revision));
      }
    }
    while (store.compactStep(7)) {}
    subject.checkSound();
    try (ReadView view = store.view()) {
      assertThat(view.hashKv(0).orThrow().hash()).isEqualTo(ModelHash.hash(model, model.head));
      assertThat(pairs(view, 0)).isEqualTo(List.copyOf(model.live.values()));
    }
  }

  private static List<KeyValue> pairs(ReadView view, long revision) {
    List<KeyValue> pairs = new ArrayList<>();
    try (ReadView.KeyCursor cursor = view.scan(KeyRange.ALL, revision).orThrow()) {
      while (cursor.advance()) {
        pairs.add(cursor.current());
      }
    }
    return pairs;
  }

  /** From revision {@code from} on; pairs before are told above {@code floor} only. */
  private static List<EventBatch> events(ReferenceModel model, long from, long floor) {
    List<EventBatch> batches = new ArrayList<>();
    for (ReferenceModel.Rec rec : model.records) {
      long main = rec.revision().main();
      if (main < from) {
        continue;
      }
      if (batches.isEmpty() || batches.getLast().revision() != main) {
        batches.add(new EventBatch(main, new ArrayList<>()));
      }
      Optional<KeyValue> before = main > floor ? beforeRevision(model, rec) : Optional.empty();
      batches.getLast().events().add(new Event(rec.revision(), rec.kv(), before));
    }
    return batches;
  }

  /**
   * The pair before the record's revision: for a key changed twice in it, before the first change
   * (rule 35).
   */
  private static Optional<KeyValue> beforeRevision(ReferenceModel model, ReferenceModel.Rec rec) {
    long main = rec.revision().main();
    boolean isFirst = rec.before().map(kv -> kv.modRevision() != main).orElse(true);
    return isFirst
        ? rec.before()
        : model.records.stream()
            .filter(r -> r.revision().main() == main && r.kv().key().equals(rec.kv().key()))
            .findFirst()
            .orElseThrow()
            .before();
  }

  /**
   * A key that one transaction changes twice (rule 23 lets few do so) shows only the last of it
   * once that revision is the floor and the disk has followed; before, both.
   */
  private static List<EventBatch> lastOfEachKeyAt(long floor, List<EventBatch> batches) {
    if (batches.isEmpty() || batches.getFirst().revision() != floor) {
      return batches;
    }
    LinkedHashMap<Bytes, Event> last = new LinkedHashMap<>();
    for (Event event : batches.getFirst().events()) {
      last.remove(event.kv().key());
      last.put(event.kv().key(), event);
    }
    List<EventBatch> shown = new ArrayList<>(batches);
    shown.set(0, new EventBatch(floor, List.copyOf(last.values())));
    return shown;
  }

  private static void delete(Path home) throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
