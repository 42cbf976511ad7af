package dev.keelson.raftstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.KvStore.Consistency;
import dev.keelson.mvcc.ReadView;
import dev.keelson.mvcc.copy.StoreExport;
import dev.keelson.mvcc.lease.LeaseRecord;
import dev.keelson.raftstore.archive.Archive;
import dev.keelson.raftstore.archive.ArchiveConfig;
import dev.keelson.raftstore.archive.ArchiveKey;
import dev.keelson.raftstore.archive.BadArchive;
import dev.keelson.raftstore.archive.DirectoryTarget;
import dev.keelson.raftstore.archive.Goal;
import dev.keelson.raftstore.archive.MemoryTarget;
import dev.keelson.raftstore.archive.Stamp;
import dev.keelson.raftstore.archive.Verification;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a member archives can be restored, and what is not right about an archive is told. */
@Timeout(120)
class ArchiveTest {
  private static final long START = 1_700_000_000_000L;

  @TempDir Path directory;

  private final MemoryTarget target = new MemoryTarget();
  private final ArchivedMember.Note note = new ArchivedMember.Note();
  private final AtomicLong clock = new AtomicLong(START);

  private ArchivedMember member() throws IOException {
    ArchivedMember member = new ArchivedMember(target, note, clock, Optional.empty()).start();
    member.settle(); // a first checkpoint is there
    return member;
  }

  private Archive archive() throws IOException {
    return Archive.open(target, Optional.empty(), _ -> {});
  }

  private List<String> faults() throws IOException {
    return new Verification(archive(), _ -> {}).run(Optional.empty()).faults();
  }

  /** A moment as it was, to be found again. */
  private record Moment(long millis, int hash, List<LeaseRecord> leases, long floor) {}

  @Test
  void every_revision_is_restored_as_it_was() throws IOException {
    long seed = Long.getLong("keelson.seed", System.nanoTime() & 0xffff);
    Random random = new Random(seed);
    Map<Long, Moment> moments = new TreeMap<>();
    try (ArchivedMember member = member()) {
      for (int i = 0; i < 60; i++) {
        member.apply(commands(random, member));
        long revision = member.applier.store().revision();
        moments.put(
            revision,
            new Moment(
                clock.get(),
                member.hash(revision),
                member.applier.store().leases(),
                member.applier.store().compactedRevision()));
        if (i % 25 == 20) {
          member.settle();
          member.checkpoint();
        }
      }
      member.settle();
    }
    assertThat(faults()).isEmpty();
    List<Long> revisions = new ArrayList<>(moments.keySet());
    for (int i = 0; i < 4; i++) {
      long revision =
          i == 0 ? revisions.getLast() : revisions.get(random.nextInt(revisions.size()));
      Moment wanted = moments.get(revision);
      String what = "seed " + seed + ", revision " + revision;
      boolean byTime = i % 2 == 0;
      Goal goal =
          byTime ? new Goal.Time(Instant.ofEpochMilli(wanted.millis)) : new Goal.Revision(revision);
      check(what + ", " + goal, restore("r" + i, goal, 0), revision, wanted, byTime);
    }
  }

  /** The leases are those of the moment's end; the first moment of a revision may have fewer. */
  private void check(String what, RaftStoreConfig config, long revision, Moment wanted, boolean end)
      throws IOException {
    try (RaftStore restored = RaftStore.open(config)) {
      restored.ready().join();
      assertThat(restored.status().revision()).as(what).isEqualTo(revision);
      if (restored.status().compactedRevision() == wanted.floor) {
        assertThat(hash(restored, revision)).as(what).isEqualTo(wanted.hash);
      } else {
        assertThat(end).as(what).isFalse();
      }
      try (StoreExport export = restored.export().join()) {
        List<Long> leases = export.leases().stream().map(LeaseRecord::id).toList();
        List<Long> then = wanted.leases.stream().map(LeaseRecord::id).toList();
        if (end) {
          assertThat(leases).as(what).isEqualTo(then);
        } else {
          assertThat(then).as(what).containsAll(leases);
        }
        assertThat(export.facts(Bytes.of("entries/"))).as(what).hasSizeLessThanOrEqualTo(1);
      }
    }
  }

  private static List<Command<?>> commands(Random random, ArchivedMember member) {
    List<Command<?>> commands = new ArrayList<>();
    long head = member.applier.store().revision();
    for (int i = 1 + random.nextInt(5); i > 0; i--) {
      String key = "k" + random.nextInt(9);
      switch (random.nextInt(9)) {
        case 0 -> commands.add(new Command.DeleteRange(KeyRange.one(Bytes.of(key)), false));
        case 1 ->
            commands.add(
                new Command.Txn(
                    List.of(),
                    List.of(Command.Put.of(key, "t"), Command.Put.of("x", "y")),
                    List.of()));
        case 2 -> commands.add(new Command.LeaseGrant(1 + random.nextInt(5), 10_000));
        case 3 -> commands.add(new Command.LeaseRevoke(1 + random.nextInt(5)));
        case 4 ->
            commands.add(
                new Command.Put(
                    Bytes.of(key), Bytes.of("leased"), 1 + random.nextInt(5), false, false, false));
        case 5 -> {
          if (random.nextInt(4) == 0 && head > 10) {
            commands.add(new Command.Compact(head - random.nextInt(8)));
          }
        }
        default -> commands.add(Command.Put.of(key, "v" + random.nextInt()));
      }
    }
    commands.add(Command.Put.of("last", "of each"));
    return commands;
  }

  @Test
  void within_an_entry_a_restore_ends_with_the_command_that_made_the_revision() throws IOException {
    try (ArchivedMember member = member()) {
      List<Command<?>> many = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        many.add(Command.Put.of("key" + i, "v"));
      }
      member.apply(many);
      member.settle();
    }
    try (RaftStore restored = RaftStore.open(restore("middle", new Goal.Revision(21), 0))) {
      restored.ready().join();
      assertThat(restored.kv().revision()).isEqualTo(21);
      assertThat(restored.counters().keys()).isEqualTo(20);
    }
  }

  @Test
  void a_bumped_revision_is_the_floor() throws IOException {
    try (ArchivedMember member = member()) {
      member.put("a", "1");
      member.put("a", "2");
      member.settle();
    }
    RaftStoreConfig config = restore("bumped", new Goal.Newest(), 1000);
    try (RaftStore restored = RaftStore.open(config)) {
      restored.ready().join();
      assertThat(restored.status().revision()).isEqualTo(1003);
      assertThat(restored.status().compactedRevision()).isEqualTo(1003);
      assertThat(restored.kv().submit(Command.Put.of("b", "1")).join().orThrow().revision())
          .isEqualTo(1004);
    }
    try (RaftStore restored = RaftStore.open(config)) {
      restored.ready().join();
      assertThat(restored.counters().keys()).isEqualTo(2);
      assertThat(hash(restored, 1004)).isNotZero();
    }
  }

  @Test
  void a_restart_goes_on_with_the_run_and_applies_nothing_twice() throws IOException {
    int hash;
    try (ArchivedMember member = member()) {
      member.put("a", "1");
      member.put("a", "2");
      member.settle();
    }
    clock.addAndGet(1_000);
    try (ArchivedMember member = member()) { // with nothing, as after a crash: all comes again
      member.put("a", "1");
      member.put("a", "2");
      member.put("a", "3");
      hash = member.hash(4);
      member.settle();
      assertThat(member.archiver.status().runs()).isZero();
      assertThat(member.archiver.status().segments()).isEqualTo(1);
    }
    assertThat(archive().runs()).hasSize(1);
    assertThat(faults()).isEmpty();
    try (RaftStore restored = RaftStore.open(restore("again", new Goal.Newest(), 0))) {
      restored.ready().join();
      assertThat(hash(restored, 4)).isEqualTo(hash);
    }
  }

  @Test
  void a_log_that_says_otherwise_is_another_run() throws IOException {
    try (ArchivedMember member = member()) {
      member.put("a", "1");
      member.put("a", "2");
      member.settle();
    }
    clock.addAndGet(1_000);
    try (ArchivedMember member = member()) { // the same data directory, set back
      member.put("a", "1");
      member.put("a", "another");
      member.put("a", "3");
      member.settle();
      assertThat(member.archiver.status().runs()).isEqualTo(1);
    }
    assertThat(archive().runs()).hasSize(2);
    assertThat(faults()).isEmpty();
    assertThat(newestValue("otherwise")).isEqualTo("3");
  }

  @Test
  void a_member_whose_directory_was_lost_writes_a_run_of_its_own() throws IOException {
    try (ArchivedMember member = member()) {
      for (int i = 0; i < 5; i++) {
        member.put("a", "old" + i);
      }
      member.settle();
    }
    clock.addAndGet(1_000);
    note.run = Optional.empty();
    try (ArchivedMember member = member()) {
      member.put("a", "new");
      member.settle();
    }
    assertThat(archive().runs()).hasSize(2);
    assertThat(newestValue("lost")).isEqualTo("new");
    // Both runs have revision 2: the one that was begun last counts, the other can be named.
    assertThat(value(restore("second", new Goal.Revision(2), 0))).isEqualTo("new");
    RaftStoreConfig first = config("first");
    restore(first, new Goal.Revision(2), Optional.of(archive().runs().getFirst().name()), 0);
    assertThat(value(first)).isEqualTo("old0");
  }

  @Test
  void what_was_applied_while_nothing_was_archived_is_in_the_next_checkpoint() throws IOException {
    try (ArchivedMember member =
        new ArchivedMember(target, note, clock, Optional.empty())) { // switched on later
      member.applier.archiveTo(dev.keelson.raftstore.archive.ArchiveFeed.NONE);
      member.put("a", "before");
      member.applier.archiveTo(member.archiver.feed());
      member.start();
      member.settle();
      member.put("b", "after");
      member.settle();
    }
    assertThat(faults()).isEmpty();
    try (RaftStore restored = RaftStore.open(restore("later", new Goal.Newest(), 0))) {
      restored.ready().join();
      assertThat(restored.counters().keys()).isEqualTo(2);
    }
  }

  @Test
  void a_target_that_fails_holds_nothing_back_and_catches_up() throws IOException {
    try (ArchivedMember member = member()) {
      member.put("a", "1");
      member.settle();
      target.failing = true;
      member.put("a", "2");
      ArchivedMember.await(() -> member.archiver.status().errors() > 0);
      clock.addAndGet(5_000);
      assertThat(member.archiver.status().lagSeconds()).isGreaterThanOrEqualTo(5);
      assertThat(member.archiver.status().lagRevisions()).isEqualTo(1);
      target.failing = false;
      member.settle();
      assertThat(member.archiver.status().runs()).isEqualTo(1);
    }
    assertThat(faults()).isEmpty();
    assertThat(newestValue("caught-up")).isEqualTo("2");
  }

  @Test
  void a_target_that_fails_for_too_long_costs_a_new_run_and_bounded_memory() throws IOException {
    try (ArchivedMember member = member()) {
      member.put("a", "1");
      member.settle();
      target.permits.acquireUninterruptibly(Integer.MAX_VALUE);
      String large = "x".repeat(100_000);
      for (int i = 0; i < 30; i++) { // a megabyte is the bound
        member.put("a", large);
      }
      clock.addAndGet(7_000);
      assertThat(member.archiver.status().lagSeconds()).isGreaterThanOrEqualTo(7);
      target.permits.release(Integer.MAX_VALUE);
      member.put("a", "last");
      member.settle();
      assertThat(member.archiver.status().runs()).isBetween(2L, 3L);
    }
    assertThat(faults()).isEmpty();
    assertThat(newestValue("slow")).isEqualTo("last");
  }

  @Test
  void an_installed_state_begins_a_new_run() throws IOException {
    try (ArchivedMember member = member()) {
      member.put("a", "1");
      member.archiver.feed().installed();
      member.put("a", "2");
      member.settle();
      ArchivedMember.await(() -> member.archiver.status().runs() == 2);
      member.settle();
    }
    assertThat(faults()).isEmpty();
    assertThat(newestValue("installed")).isEqualTo("2");
  }

  @Test
  void the_archive_of_another_cluster_is_refused() throws IOException {
    try (ArchivedMember member = member()) {
      member.put("a", "1");
      member.settle();
    }
    assertThatThrownBy(
            () -> new ArchivedMember(ArchiveConfig.of(target), note, clock, 0xc2).start())
        .isInstanceOf(BadArchive.class)
        .hasMessageContaining("cluster c1, not of this one, which is c2");
  }

  @Test
  void a_flipped_bit_a_cut_and_a_gap_are_found_in_every_object() throws IOException {
    try (ArchivedMember member = member()) {
      for (int i = 0; i < 4; i++) {
        member.put("a", "v" + i);
        member.settle();
      }
      member.checkpoint();
      member.put("a", "more");
      member.settle();
    }
    assertThat(faults()).isEmpty();
    for (String name : target.list()) {
      byte[] good = target.objects.get(name);
      byte[] flipped = good.clone();
      flipped[good.length / 2] ^= 4;
      target.objects.put(name, flipped);
      assertTold(name);
      target.objects.put(name, java.util.Arrays.copyOf(good, good.length - 1));
      assertTold(name);
      target.objects.put(name, good);
    }
    List<String> segments = target.named("segment");
    for (String name : segments.subList(1, segments.size() - 1)) {
      byte[] good = target.objects.remove(name);
      assertTold(name);
      target.objects.put(name, good);
    }
    assertThat(faults()).isEmpty();
  }

  private void assertTold(String name) throws IOException {
    try {
      assertThat(faults()).as(name).isNotEmpty();
      assertThat(String.join("\n", faults())).contains(name);
    } catch (BadArchive e) {
      assertThat(e).hasMessageContaining(name);
    }
  }

  @Test
  void segments_of_equal_range_and_another_content_do_not_follow() throws IOException {
    try (ArchivedMember member = member()) {
      for (int i = 0; i < 3; i++) {
        member.put("a", "v" + i);
        member.settle();
      }
    }
    String run = note.run.orElseThrow();
    String second = target.named("segment").get(1);
    MemoryTarget other = new MemoryTarget();
    AtomicLong then = new AtomicLong(START);
    ArchivedMember.Note same = new ArchivedMember.Note();
    try (ArchivedMember member = new ArchivedMember(other, same, then, Optional.empty()).start()) {
      for (int i = 0; i < 3; i++) {
        member.put("a", "w" + i);
        member.settle();
      }
    }
    // Its own run's name stands in the header: to be taken for the other it has to be forged.
    byte[] forged =
        new String(
                other.objects.get(other.named("segment").get(1)),
                java.nio.charset.StandardCharsets.ISO_8859_1)
            .replace(same.run.orElseThrow(), run)
            .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    target.objects.put(second, forged);
    assertThat(String.join("\n", faults())).contains(second);
  }

  @Test
  void a_restore_across_damage_is_refused_and_before_it_is_not() throws IOException {
    try (ArchivedMember member = member()) {
      for (int i = 0; i < 5; i++) {
        member.put("a", "v" + i);
        member.settle();
      }
    }
    target.objects.remove(target.named("segment").get(3));
    assertThatThrownBy(() -> restore("over", new Goal.Newest(), 0))
        .isInstanceOf(BadArchive.class)
        .hasMessageContaining("are missing");
    assertThat(directory.resolve("over")).doesNotExist();
    assertThat(value(restore("before", new Goal.Revision(4), 0))).isEqualTo("v2");
  }

  @Test
  void a_damaged_checkpoint_is_passed_over_for_an_older_one() throws IOException {
    try (ArchivedMember member = member()) {
      for (int i = 0; i < 3; i++) {
        member.put("a", "v" + i);
        member.settle();
        member.checkpoint();
      }
      member.put("a", "last");
      member.settle();
    }
    List<String> checkpoints = target.named("checkpoint");
    assertThat(checkpoints).hasSize(4);
    List<byte[]> good = new ArrayList<>();
    for (String name : checkpoints.reversed().subList(0, 3)) {
      byte[] bytes = target.objects.get(name);
      good.add(bytes);
      byte[] flipped = bytes.clone();
      flipped[bytes.length - 40] ^= 1; // behind the header
      target.objects.put(name, flipped);
      assertThat(faults()).anyMatch(fault -> fault.contains(name));
    }
    List<String> told = new ArrayList<>();
    RaftStoreConfig config = config("older");
    restoring(config, new Goal.Newest(), Optional.empty(), 0).run(telling(told));
    assertThat(value(config)).isEqualTo("last");
    assertThat(told).hasSize(3);
    for (int i = 0; i < 3; i++) {
      assertThat(told.get(i)).contains(checkpoints.reversed().get(i));
    }

    // none is left: the newest is named, and nothing is made
    byte[] oldest = target.objects.get(checkpoints.getFirst()).clone();
    oldest[oldest.length - 40] ^= 1;
    target.objects.put(checkpoints.getFirst(), oldest);
    assertThatThrownBy(() -> restore("none", new Goal.Newest(), 0))
        .isInstanceOf(BadArchive.class)
        .hasMessageContaining(checkpoints.getLast());
    assertThat(directory.resolve("none")).doesNotExist();
  }

  private static ArchiveRestore.Progress telling(List<String> told) {
    return new ArchiveRestore.Progress() {
      @Override
      public void loaded(long records) {}

      @Override
      public void replayed(long entries, long revision) {}

      @Override
      public void passedOver(String why) {
        told.add(why);
      }
    };
  }

  @Test
  void an_end_that_is_missing_is_told_as_far_as_the_head_says() throws IOException {
    try (ArchivedMember member = member()) {
      for (int i = 0; i < 5; i++) {
        member.put("a", "v" + i);
        member.settle();
      }
    }
    assertThat(faults()).isEmpty();
    List<String> segments = target.named("segment");
    target.objects.remove(segments.getLast());
    assertThat(faults())
        .singleElement()
        .asString()
        .contains(note.run.orElseThrow(), segments.get(segments.size() - 2), "revision 6");
    segments.forEach(target.objects::remove);
    assertThat(faults()).singleElement().asString().contains("it has no segment");
    // what is left is restored all the same
    try (RaftStore left = RaftStore.open(restore("left", new Goal.Newest(), 0))) {
      left.ready().join();
      assertThat(left.status().revision()).isEqualTo(1);
    }
  }

  @Test
  void the_head_is_behind_by_seconds_while_a_member_archives() throws IOException {
    try (ArchivedMember member = member()) {
      member.put("a", "1");
      member.settle();
      member.put("a", "2");
      member.settle();
      ArchivedMember.await(
          () -> {
            clock.addAndGet(1_000);
            return headOf(target).contains(" revision 3 ");
          });
      assertThat(faults()).isEmpty();
    }
  }

  private static String headOf(MemoryTarget target) {
    return target.objects.entrySet().stream()
        .filter(object -> object.getKey().endsWith("/head"))
        .map(object -> new String(object.getValue(), java.nio.charset.StandardCharsets.US_ASCII))
        .findFirst()
        .orElse("");
  }

  @Test
  void moments_that_the_archive_does_not_have_are_told_with_those_that_it_has() throws IOException {
    try (ArchivedMember member = member()) {
      member.put("a", "1");
      member.settle();
    }
    assertThatThrownBy(() -> restore("none", new Goal.Revision(77), 0))
        .isInstanceOf(BadArchive.class)
        .hasMessageContaining("no revision 77")
        .hasMessageContaining("to 2 (");
    assertThatThrownBy(() -> restore("none", new Goal.Time(Instant.EPOCH), 0))
        .isInstanceOf(BadArchive.class)
        .hasMessageContaining("nothing from 1970");
    assertThatThrownBy(
            () ->
                Archive.open(
                    new DirectoryTarget(directory.resolve("nothing")), Optional.empty(), _ -> {}))
        .isInstanceOf(BadArchive.class)
        .hasMessageContaining("there is no archive");
  }

  @Test
  void what_is_older_than_the_retention_goes_and_what_is_left_is_whole() throws IOException {
    try (ArchivedMember member = member()) {
      member.put("a", "1");
      member.settle();
      for (int hour = 0; hour < 4; hour++) {
        clock.addAndGet(Duration.ofMinutes(40).toMillis());
        long before = member.archiver.status().checkpoints();
        member.put("a", "hour" + hour);
        ArchivedMember.await(
            () -> {
              clock.addAndGet(10);
              return member.archiver.status().checkpoints() > before;
            });
      }
      // An hour is kept: what the checkpoint before that needs, and all since.
      ArchivedMember.await(() -> target.named("checkpoint").size() == 3);
      member.put("a", "end");
      member.settle();
    }
    assertThat(faults()).isEmpty();
    assertThat(value(restore("old", new Goal.Revision(4), 0))).isEqualTo("hour1");
    assertThatThrownBy(() -> restore("gone", new Goal.Revision(2), 0))
        .isInstanceOf(BadArchive.class);
  }

  @Test
  void an_encrypted_archive_in_a_directory_is_private_and_wants_its_key() throws IOException {
    Path place = directory.resolve("archive");
    ArchiveKey key = new ArchiveKey(new byte[32]);
    try (ArchivedMember member =
        new ArchivedMember(new DirectoryTarget(place), note, clock, Optional.of(key)).start()) {
      member.put("secret-key", "secret-value");
      member.settle();
      member.put("a", "1");
      member.checkpoint();
    }
    try (var files = Files.walk(place)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .isEqualTo("rw-------");
        assertThat(
                new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
            .doesNotContain("secret");
      }
    }
    DirectoryTarget there = new DirectoryTarget(place);
    assertThat(
            new Verification(Archive.open(there, Optional.of(key), _ -> {}), _ -> {})
                .run(Optional.empty())
                .faults())
        .isEmpty();
    assertThat(
            new Verification(Archive.open(there, Optional.empty(), _ -> {}), _ -> {})
                .run(Optional.empty())
                .faults())
        .isNotEmpty()
        .allMatch(fault -> fault.contains("is encrypted with key " + key.id()));
    RaftStoreConfig config = config("opened");
    new ArchiveRestore(
            Archive.open(there, Optional.of(key), _ -> {}),
            new Goal.Newest(),
            Optional.empty(),
            config.name(),
            config.dataDir(),
            config.initialCluster(),
            config.clusterToken(),
            0)
        .run(SILENT);
    assertThat(value(config)).isEqualTo("1");
  }

  @Test
  void a_directory_with_anything_in_it_is_refused() throws IOException {
    try (ArchivedMember member = member()) {
      member.put("a", "1");
      member.settle();
    }
    Files.createDirectories(directory.resolve("full/sub"));
    assertThatThrownBy(() -> restore("full", new Goal.Newest(), 0))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("not empty");
    assertThat(directory.resolve("full/sub")).exists();
  }

  @Test
  void a_member_archives_and_what_it_archived_restores() throws IOException {
    Path place = directory.resolve("archive");
    RaftStoreConfig config =
        config("live")
            .archivedTo(
                new ArchiveConfig(
                    new DirectoryTarget(place),
                    Duration.ofMillis(20),
                    Duration.ofSeconds(1),
                    Duration.ZERO,
                    Optional.empty(),
                    1 << 20));
    int hash;
    for (int life = 0; life < 2; life++) {
      try (RaftStore live = RaftStore.open(config)) {
        live.ready().join();
        for (int i = 0; i < 20; i++) {
          live.kv().submit(Command.Put.of("k" + i, "life" + life)).join().orThrow();
        }
        ArchivedMember.await(() -> live.archive().orElseThrow().lagSeconds() == 0);
        assertThat(live.archive().orElseThrow().runs()).isEqualTo(1 - life);
      }
    }
    try (RaftStore live = RaftStore.open(config)) {
      live.ready().join();
      hash = hash(live, 41);
    }
    RaftStoreConfig copy = config("copy");
    Archive archive = Archive.open(new DirectoryTarget(place), Optional.empty(), _ -> {});
    assertThat(new Verification(archive, _ -> {}).run(Optional.empty()).faults()).isEmpty();
    Stamp reached =
        new ArchiveRestore(
                archive,
                new Goal.Newest(),
                Optional.empty(),
                copy.name(),
                copy.dataDir(),
                copy.initialCluster(),
                copy.clusterToken(),
                0)
            .run(SILENT);
    assertThat(reached.revision()).isEqualTo(41);
    try (RaftStore restored = RaftStore.open(copy)) {
      restored.ready().join();
      assertThat(hash(restored, 41)).isEqualTo(hash);
    }
  }

  private static final ArchiveRestore.Progress SILENT =
      new ArchiveRestore.Progress() {
        @Override
        public void loaded(long records) {}

        @Override
        public void replayed(long entries, long revision) {}

        @Override
        public void passedOver(String why) {}
      };

  private RaftStoreConfig restore(String name, Goal goal, long bump) throws IOException {
    RaftStoreConfig config = config(name);
    restore(config, goal, Optional.empty(), bump);
    return config;
  }

  private void restore(RaftStoreConfig config, Goal goal, Optional<String> run, long bump)
      throws IOException {
    restoring(config, goal, run, bump).run(SILENT);
  }

  private ArchiveRestore restoring(
      RaftStoreConfig config, Goal goal, Optional<String> run, long bump) throws IOException {
    return new ArchiveRestore(
        archive(),
        goal,
        run,
        config.name(),
        config.dataDir(),
        config.initialCluster(),
        config.clusterToken(),
        bump);
  }

  private RaftStoreConfig config(String name) throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return RaftStoreConfig.single(directory.resolve(name), free.getLocalPort());
    }
  }

  private String newestValue(String name) throws IOException {
    return value(restore(name, new Goal.Newest(), 0));
  }

  /** Of the key "a" in a restored member. */
  private static String value(RaftStoreConfig config) {
    try (RaftStore restored = RaftStore.open(config)) {
      restored.ready().join();
      try (ReadView view = restored.kv().view(Consistency.SERIALIZABLE).join().orThrow();
          ReadView.KeyCursor cursor = view.scan(KeyRange.one(Bytes.of("a")), 0).orThrow()) {
        assertThat(cursor.advance()).isTrue();
        return cursor.current().value().utf8();
      }
    }
  }

  private static int hash(RaftStore member, long revision) {
    try (ReadView view = member.kv().view(Consistency.SERIALIZABLE).join().orThrow()) {
      return view.hashKv(revision).orThrow().hash();
    }
  }
}
