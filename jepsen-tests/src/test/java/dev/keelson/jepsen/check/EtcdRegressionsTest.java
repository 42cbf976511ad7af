package dev.keelson.jepsen.check;

import static dev.keelson.jepsen.check.Script.bookmark;
import static dev.keelson.jepsen.check.Script.event;
import static dev.keelson.jepsen.check.Script.gone;
import static dev.keelson.jepsen.check.Script.kv;
import static dev.keelson.jepsen.check.Script.open;
import static dev.keelson.jepsen.check.Script.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.jepsen.history.HashObservation;
import dev.keelson.jepsen.history.History;
import dev.keelson.jepsen.history.KeyValue;
import dev.keelson.jepsen.history.Keys;
import dev.keelson.jepsen.history.Operation;
import dev.keelson.jepsen.history.Request;
import dev.keelson.jepsen.history.Result;
import dev.keelson.jepsen.history.WatchHistory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Histories as etcd's known bugs made them: each must be found, and under its own name. */
class EtcdRegressionsTest {

  private static final KeyValue A2 = kv("a", "1", 2, 2, 1);
  private static final KeyValue B3 = kv("b", "1", 3, 3, 1);
  private static final KeyValue A4 = kv("a", "2", 2, 4, 2);

  /** a=1 at 2, b=1 at 3, a=2 at 4, delete b at 5. */
  private static Script base() {
    return new Script()
        .put(0, 10, 20, "a", "1", 2)
        .put(0, 30, 40, "b", "1", 3)
        .put(0, 50, 60, "a", "2", 4)
        .call(0, 70, 80, Request.delete("b"), 5, Result.deleted(1));
  }

  private static Verdict.Invalid broken(Script script) {
    return broken(script.history(), Checks.ofFreshCluster());
  }

  private static Verdict.Invalid broken(History history, Checks checks) {
    Checks.Report report = checks.run(history);
    assertThat(report.invalid()).as(report.toString()).isPresent();
    return report.invalid().orElseThrow();
  }

  private static void assertValid(Script script) {
    Checks.Report report = Checks.ofFreshCluster().run(script.history());
    assertThat(report.isValid()).as(report.toString()).isTrue();
  }

  @Test
  void aGoodHistoryIsValid() {
    assertValid(
        base()
            .get(1, 90, 95, A4, 5)
            .watch(
                open(2),
                event(2, set(A2)),
                event(3, set(B3)),
                bookmark(3),
                event(4, set(A4)),
                event(5, gone("b", 5)),
                bookmark(5)));
  }

  @Test
  void lostEvent_issue17529() {
    assertThat(broken(base().watch(open(2), event(2, set(A2)), event(4, set(A4)))).rule())
        .isEqualTo("watch is reliable");
  }

  @Test
  void eventDroppedWhenCompactingOnADelete_issue18089() {
    assertThat(
            broken(
                    base()
                        .call(5, 85, 86, new Request.Compact(5), 5, new Result.Done())
                        .watch(open(5), bookmark(5)))
                .rule())
        .isEqualTo("watch is reliable");
  }

  @Test
  void duplicateEvent_issue17247() {
    assertThat(broken(base().watch(open(2), event(2, set(A2)), event(2, set(A2)))).rule())
        .isEqualTo("watch is unique");
    assertThat(broken(base().watch(open(2), event(2, set(A2), set(A2)))).rule())
        .isEqualTo("watch is unique");
  }

  @Test
  void reorderedEvents() {
    assertThat(broken(base().watch(open(2), event(3, set(B3)), event(3, set(A2)))).rule())
        .isEqualTo("watch is ordered");
  }

  @Test
  void progressAheadOfEvents_issue15220() {
    assertThat(
            broken(base().watch(open(2), event(2, set(A2)), bookmark(3), event(3, set(B3)))).rule())
        .isEqualTo("watch is bookmarkable");
    // the event never comes at all
    assertThat(broken(base().watch(open(2), event(2, set(A2)), bookmark(3))).rule())
        .isEqualTo("watch is reliable");
  }

  @Test
  void watchGoesBackInTime_issue15271() {
    assertThat(
            broken(
                    base()
                        .watch(
                            open(2),
                            event(2, set(A2)),
                            event(3, set(B3)),
                            new WatchHistory.Broken(1500, "partition"),
                            open(4),
                            event(3, set(B3)),
                            event(4, set(A4))))
                .rule())
        .isEqualTo("watch is start");
  }

  @Test
  void resumedWatchSkipsEvents() {
    assertThat(
            broken(
                    base()
                        .watch(
                            open(2),
                            event(2, set(A2)),
                            new WatchHistory.Broken(1500, "reset"),
                            open(3),
                            event(4, set(A4))))
                .rule())
        .isEqualTo("watch is resumable");
  }

  @Test
  void futureWatchGetsOldProgress_issue20221() {
    assertThat(broken(base().watch(open(50), bookmark(5))).rule())
        .isEqualTo("watch is bookmarkable");
  }

  @Test
  void revisionSplitOverTwoResponses() {
    Request.Txn both =
        new Request.Txn(
            List.of(), List.of(Request.put("a", "1"), Request.put("b", "1")), List.of());
    KeyValue b2 = kv("b", "1", 2, 2, 1);
    Script script =
        new Script()
            .call(
                0,
                1,
                2,
                both,
                2,
                new Result.Decided(true, List.of(Result.written(), Result.written())))
            .watch(open(2), event(2, set(A2)), event(2, set(b2)));
    assertThat(broken(script).rule()).isEqualTo("watch is atomic");
  }

  @Test
  void wrongPreviousPair() {
    WatchHistory.Opened opened = WatchHistory.Opened.prefix(0, "", 4);
    WatchHistory.Event wrong =
        new WatchHistory.Event(WatchHistory.Kind.PUT, A4, Optional.of(kv("a", "0", 2, 2, 1)));
    assertThat(broken(base().watch(opened, event(4, wrong))).rule())
        .isIn("watch is prev_kv", "one revision, one write");
    WatchHistory.Event none = new WatchHistory.Event(WatchHistory.Kind.PUT, A4, Optional.empty());
    assertThat(broken(base().watch(opened, event(4, none))).rule()).isEqualTo("watch is prev_kv");
  }

  @Test
  void eventOutsideTheFilter() {
    WatchHistory.Opened noDeletes =
        new WatchHistory.Opened(0, Keys.one("b"), 2, false, false, true, false);
    assertThat(broken(base().watch(noDeletes, event(3, set(B3)), event(5, gone("b", 5)))).rule())
        .isEqualTo("watch is filter");
    assertThat(broken(base().watch(noDeletes, event(4, set(A4)))).rule())
        .isEqualTo("watch is filter");
  }

  @Test
  void eventThatNeverHappened() {
    assertThat(broken(base().watch(open(5), event(5, gone("b", 5), gone("a", 5)))).rule())
        .isEqualTo("one revision, one write");
  }

  @Test
  void revisionDecreases_issue17780() {
    Verdict.Invalid invalid =
        broken(new Script().put(0, 1, 2, "a", "1", 9).put(0, 3, 4, "b", "1", 4));
    assertThat(invalid.rule()).isEqualTo("revision order");
    assertThat(invalid.operations()).hasSize(2);
  }

  @Test
  void staleLinearizableReadAfterAPause_issue20418() {
    Verdict.Invalid invalid = broken(base().get(1, 90, 95, A2, 2));
    assertThat(invalid.rule()).isEqualTo("revision order");
    // and with a header that lies
    Verdict.Invalid lying = broken(base().get(1, 90, 95, A2, 5));
    assertThat(lying.rule()).isEqualTo("linearizable");
    assertThat(lying.operations()).extracting(Operation::revision).containsExactly(2L, 4L, 5L);
  }

  @Test
  void acknowledgedWriteIsLost_issue14370() {
    Script script =
        new Script()
            .put(0, 1, 2, "a", "1", 2)
            .put(0, 3, 4, "a", "2", 3)
            .put(1, 10, 11, "b", "1", 3);
    assertThat(broken(script).rule()).isEqualTo("revision order");
    Script concurrent = new Script().put(0, 1, 9, "a", "1", 2).put(1, 1, 9, "b", "1", 2);
    assertThat(broken(concurrent).rule()).isEqualTo("one revision, one write");
  }

  @Test
  void membersDiverge_issue13766() {
    HashObservation one = new HashObservation("m1", 1, 5, 0, 111);
    History differ =
        new History(List.of(), List.of(), List.of(one, new HashObservation("m2", 2, 5, 0, 112)));
    assertThat(broken(differ, Checks.ofFreshCluster()).rule()).isEqualTo("members agree");
    History compactedElsewhere =
        new History(List.of(), List.of(), List.of(one, new HashObservation("m2", 2, 5, 3, 112)));
    assertThat(Checks.ofFreshCluster().run(compactedElsewhere).isValid()).isTrue();
    Script events =
        base()
            .watch(open(3), event(3, set(B3)))
            .watch(open(3), event(3, set(kv("b", "9", 3, 3, 1))));
    assertThat(broken(events).rule()).isEqualTo("one history");
  }

  @Test
  void oneMemberRefusesWhatOthersApply_issue14571() {
    Script script =
        base()
            .watch(open(3), event(3, set(B3)), event(4, set(A4)))
            .watch(open(3), event(3, set(kv("a", "2", 2, 3, 2))));
    assertThat(broken(script).rule()).isEqualTo("one revision, one write");
  }

  @Test
  void aMemberRevisionRunsAheadAfterACrashInDefrag_issue14685() {
    // the entry of b is applied again after the restart: nobody wrote revision 6
    assertThat(broken(base().get(1, 90, 95, kv("b", "1", 6, 6, 1), 6)).rule())
        .isEqualTo("every revision has a writer");
  }

  @Test
  void membersDisagreeAboutATransaction_issue18667() {
    History differ =
        new History(
            base().history().operations(),
            List.of(),
            List.of(
                new HashObservation("m1", 100, 5, 4, 111),
                new HashObservation("m2", 101, 5, 4, 222)));
    assertThat(broken(differ, Checks.ofFreshCluster()).rule()).isEqualTo("members agree");
  }

  @Test
  void deleteMissingForAWatchAtTheCompactRevision_issue19179() {
    Script script =
        base()
            .call(5, 85, 86, new Request.Compact(5), 5, new Result.Done())
            .put(0, 90, 95, "c", "1", 6);
    assertThat(broken(script.watch(open(5), event(6, set(kv("c", "1", 6, 6, 1))))).rule())
        .isEqualTo("watch is reliable");
  }

  @Test
  void duplicateApplyShowsInTheVersion() {
    assertThat(broken(base().get(1, 90, 95, kv("a", "2", 2, 4, 3), 5)).rule())
        .isEqualTo("one revision, one write");
    // a write of unknown outcome that took two revisions
    Script twice =
        new Script().lost(0, 1, 2, Request.put("a", "1")).get(1, 5, 6, kv("a", "1", 2, 3, 2), 3);
    assertThat(broken(twice).rule()).isEqualTo("every revision has a writer");
  }

  @Test
  void abortedRead() {
    assertThat(
            broken(new Script().failed(0, 1, 2, Request.put("a", "1")).get(1, 5, 6, A2, 2)).rule())
        .isEqualTo("every revision has a writer");
  }

  @Test
  void unknownWriteIsPlacedWhereItWasSeen() {
    assertValid(new Script().lost(0, 1, 2, Request.put("a", "1")).get(1, 5, 6, A2, 2));
    // but not before it was sent
    assertThat(
            broken(new Script().get(1, 5, 6, A2, 2).lost(0, 10, 12, Request.put("a", "1"))).rule())
        .isEqualTo("every revision has a writer");
  }

  @Test
  void anExpiredLeaseTakesARevision() {
    KeyValue held = new KeyValue("a", "1", 2, 2, 1, 7);
    Script script =
        new Script()
            .call(0, 1, 2, new Request.Put("a", "1", 7), 2, Result.written())
            .get(1, 3, 4, held, 2)
            .call(1, 9, 10, Request.get("a"), 3, Result.absent());
    assertValid(script);
    assertThat(
            broken(
                    new Script()
                        .put(0, 1, 2, "a", "1", 2)
                        .call(1, 9, 10, Request.get("a"), 3, Result.absent()))
                .rule())
        .isEqualTo("every revision has a writer");
  }

  @Test
  void aRevokedLeaseLeavesNoKey() {
    Script script =
        new Script()
            .call(0, 1, 2, new Request.Put("a", "1", 7), 2, Result.written())
            .call(0, 3, 4, new Request.LeaseRevoke(7), 2, new Result.Leased(7, 0));
    assertThat(broken(script).rule()).isEqualTo("lease");
  }

  @Test
  void othersMayWriteElsewhereIfTheStartSaysSo() {
    Script script = new Script().put(0, 1, 2, "a", "1", 2).put(0, 3, 4, "b", "1", 4);
    assertThat(broken(script).rule()).isEqualTo("every revision has a writer");
    Checks open = Checks.ofFreshCluster().withStart(Start.fresh().withOthers());
    assertThat(open.run(script.history()).isValid()).isTrue();
  }

  @Test
  void serializableReadIsOfSomePast() {
    Request past = Request.getSerializable("a");
    assertValid(base().call(1, 90, 91, past, 3, Result.found(A2)));
    assertThat(broken(base().call(1, 90, 91, past, 4, Result.found(A2))).rule())
        .isEqualTo("reads of the past");
    Checks bounded = Checks.ofFreshCluster().withStaleness(Duration.ofNanos(20));
    assertThat(broken(base().call(1, 90, 91, past, 3, Result.found(A2)).history(), bounded).rule())
        .isEqualTo("staleness");
  }
}
