package dev.keelson.jepsen.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.mvcc.Alarm;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.mvcc.Refusal;
import dev.keelson.mvcc.engine.MemoryEngine;
import dev.keelson.mvcc.watch.Delivery;
import dev.keelson.mvcc.watch.Mailbox;
import dev.keelson.mvcc.watch.WatchSpec;
import dev.keelson.mvcc.watch.Watcher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Known bugs of etcd that lie in what a member does with its log, its disk and its checkpoints: the
 * same situations, on the product's own core. The others are histories in {@code
 * EtcdRegressionsTest}.
 */
class EtcdRegressionsOfStoresTest {
  @TempDir Path home;
  private MembersByHand members;
  private MembersByHand.One one;

  @BeforeEach
  void found() {
    members = new MembersByHand(home);
    one = members.member("one");
  }

  private static Command.Put put(String key, String value) {
    return Command.Put.of(key, value);
  }

  private static Command.DeleteRange delete(String key) {
    return new Command.DeleteRange(KeyRange.one(Bytes.of(key)), false);
  }

  private static Bytes key(String key) {
    return Bytes.of(key);
  }

  /**
   * There, permissions that one member had not loaded again decided what it applied. Here there is
   * no authentication yet; what else decides at the time of application are leases and alarms.
   */
  @Test
  void whatOneMemberRefusesAllRefuseAlsoAfterARestart_issue14571() {
    var _ = one.propose(new Command.LeaseGrant(7, 60));
    var _ = one.propose(new Command.LeaseGrant(8, 60));
    var _ = one.propose(new Command.LeaseRevoke(7));
    var _ = one.propose(new Command.SetAlarm(true, new Alarm(1, Alarm.Kind.NOSPACE)));
    MembersByHand.One other = members.member("other").follow();
    MembersByHand.One restarted = other.restartedOn(other.disk());
    Outcome<?> refused = one.propose(new Command.Put(key("a"), key("1"), 7, false, false, false));
    assertThat(refused).isInstanceOf(Outcome.Refused.class);
    var _ = one.propose(new Command.Put(key("a"), key("2"), 8, false, false, false));
    var _ = one.propose(put("b", "3"));
    assertThat(other.follow().state()).isEqualTo(one.state());
    assertThat(restarted.follow().state()).isEqualTo(one.state());
    assertThat(restarted.store().alarms()).isEqualTo(one.store().alarms());
  }

  @Test
  void aCrashAtAnyPointOfADefragmentationLosesAndRepeatsNothing_issue14685() {
    MembersByHand.One other = members.member("other");
    List<MemoryEngine> disks = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Command<?> next = i % 4 == 3 ? delete("k" + i % 5) : put("k" + i % 5, "v" + i);
      var _ = one.propose(next);
      if (i == 40) {
        var _ = one.propose(new Command.Compact(20));
      }
      disks.add(other.follow().disk());
      if (i % 7 == 0) {
        other.store().compactFiles();
        disks.add(other.disk());
        var _ = other.store().compactStep(3);
        disks.add(other.disk());
      }
    }
    for (MemoryEngine disk : disks) {
      MembersByHand.One restarted = other.restartedOn(disk);
      assertThat(restarted.follow().state()).isEqualTo(one.state());
      assertThat(restarted.faults()).isEmpty();
    }
  }

  @Test
  void aTransactionThatReadsACompactedRevisionIsRefusedByAllAlike_issue18667() {
    for (int i = 0; i < 6; i++) {
      var _ = one.propose(put("k", "v" + i));
    }
    MembersByHand.One compacted = members.member("compacted");
    MembersByHand.One notYet = members.member("not yet");
    var _ = one.propose(new Command.Compact(5));
    compacted.follow().compactAll();
    MembersByHand.One restarted = compacted.restartedOn(compacted.disk());
    RangeQuery past = RangeQuery.of(KeyRange.one(key("k"))).atRevision(3);
    Outcome<?> outcome =
        one.propose(new Command.Txn(List.of(), List.of(put("a", "1"), past), List.of()));
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> assertThat(refused.why()).isInstanceOf(Refusal.Compacted.class));
    var _ = one.propose(put("b", "2"));
    for (MembersByHand.One each : List.of(compacted, notYet, restarted)) {
      assertThat(each.follow().state()).isEqualTo(one.state());
    }
  }

  @Test
  void aWatchFromTheCompactRevisionIsToldOfTheDeleteThere_issue19179() {
    var _ = one.propose(put("k", "v"));
    var _ = one.propose(put("k", "w"));
    var _ = one.propose(delete("k"));
    var _ = one.propose(new Command.Compact(4));
    assertThat(told(one, 4)).containsExactly("4:delete");
    one.compactAll();
    assertThat(told(one, 4)).containsExactly("4:delete");
    MembersByHand.One restarted = one.restartedOn(one.disk());
    assertThat(told(restarted, 4)).containsExactly("4:delete");
  }

  private static List<String> told(MembersByHand.One member, long from) {
    List<String> told = new ArrayList<>();
    try (Watcher watcher =
        member.kv().watch(WatchSpec.of(KeyRange.one(key("k"))).from(from), new Mailbox(() -> {}))) {
      for (Delivery next = watcher.poll();
          next != Delivery.Nothing.NOTHING;
          next = watcher.poll()) {
        if (next instanceof Delivery.Events(var matched)) {
          matched
              .batches()
              .forEach(
                  batch ->
                      batch
                          .events()
                          .forEach(
                              event ->
                                  told.add(
                                      event.kv().modRevision()
                                          + (event.isDelete() ? ":delete" : ":put"))));
        } else {
          told.add(next.toString());
        }
      }
    }
    return told;
  }

  @Test
  void twoCheckpointsRightAfterEachOtherLeaveTheNewer_issue18055() throws IOException {
    for (int i = 0; i < 20; i++) {
      var _ = one.propose(put("k" + i % 5, "v" + i));
    }
    Path first = one.checkpoint();
    var _ = one.propose(delete("k2"));
    var _ = one.propose(new Command.Compact(12));
    Path second = one.checkpoint();
    MembersByHand.One other = members.member("other");
    other.install(first);
    other.install(second);
    assertThat(other.state()).isEqualTo(one.state());
    other.install(second);
    var _ = one.propose(put("k9", "after"));
    assertThat(other.follow().state()).isEqualTo(one.state());
    assertThat(other.faults()).isEmpty();
  }

  @Test
  void aCheckpointOverAStoreAtWorkLeavesNoTraceOfIt_issue20271() throws IOException {
    MembersByHand.One other = members.member("other");
    for (int round = 0; round < 5; round++) {
      for (int i = 0; i < 30; i++) {
        Command<?> next = i % 3 == 2 ? delete("k" + i % 7) : put("k" + i % 7, round + "." + i);
        var _ = one.propose(next);
      }
      var _ = one.propose(new Command.Compact(one.store().revision() - 10));
      if (round % 2 == 0) {
        one.compactAll();
      }
      // half-way through its own compaction and defragmentation
      var _ = other.store().compactStep(2);
      other.store().compactFiles();
      other.install(one.checkpoint());
      assertThat(other.state()).isEqualTo(one.state());
      assertThat(other.faults()).isEmpty();
      MembersByHand.One restarted = other.restartedOn(other.disk());
      assertThat(restarted.state()).isEqualTo(one.state());
      assertThat(restarted.faults()).isEmpty();
    }
  }
}
