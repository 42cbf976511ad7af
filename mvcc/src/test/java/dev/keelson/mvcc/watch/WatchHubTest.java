package dev.keelson.mvcc.watch;

import static dev.keelson.mvcc.watch.StoreScene.prefix;
import static dev.keelson.mvcc.watch.StoreScene.taken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Invariant;
import dev.keelson.mvcc.KeyRange;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Revisions: a fresh store stands at 1, so the first change is revision 2. */
class WatchHubTest {
  private static final WatchHub.Limits SMALL = new WatchHub.Limits(3, 1 << 20, 4, 1 << 20);

  @Test
  void rule29_oneKeyRangeAndFromKeyAreToldApart() {
    StoreScene scene = new StoreScene();
    Watcher one = scene.open("b", 0);
    Watcher range = scene.open(WatchSpec.of(new KeyRange(Bytes.of("b"), Bytes.of("c"))));
    Watcher from = scene.open(WatchSpec.of(KeyRange.from(Bytes.of("b"))));
    Watcher all = scene.open(WatchSpec.of(KeyRange.ALL));
    scene.put("a=1", "b=1", "bb=1", "c=1");
    assertThat(taken(one)).isEqualTo("2:b=1");
    assertThat(taken(range)).isEqualTo("2:b=1 2:bb=1");
    assertThat(taken(from)).isEqualTo("2:b=1 2:bb=1 2:c=1");
    assertThat(taken(all)).isEqualTo("2:a=1 2:b=1 2:bb=1 2:c=1");
  }

  @Test
  void rule31_startZeroGivesOnlyWhatComesAfterOpening() {
    StoreScene scene = new StoreScene();
    scene.put("a=1");
    Watcher watcher = scene.open("a", 0);
    assertThat(taken(watcher)).isEmpty();
    scene.put("a=2");
    assertThat(taken(watcher)).isEqualTo("3:a=2");
    assertThat(scene.executor.waiting()).isZero();
  }

  @Test
  void rule31_startAboveHeadWaitsAndNothingOlderIsDelivered() {
    StoreScene scene = new StoreScene();
    Watcher watcher = scene.open("a", 4);
    scene.put("a=1");
    scene.store("a=2");
    scene.store("a=3");
    scene.store("a=4");
    scene.publish();
    assertThat(taken(watcher)).isEqualTo("4:a=3 5:a=4");
  }

  @Test
  void rule31_startAboveHeadSurvivesFallingBehindAndRebase() {
    StoreScene scene = new StoreScene(SMALL);
    Watcher watcher = scene.open("a", 9);
    for (int i = 2; i < 6; i++) {
      scene.put("a=" + i);
    }
    scene.store("a=6");
    scene.forgetUnpublished();
    scene.hub.rebase(scene.history.copy());
    assertThat(scene.hub.stats().slowWatchers()).isZero();
    scene.history = scene.history.copy();
    scene.hub.rebase(scene.history);
    for (int i = 7; i < 11; i++) {
      scene.put("a=" + i);
    }
    assertThat(scene.settled(watcher)).isEqualTo("9:a=9 | 10:a=10");
  }

  @Test
  void rule31_startUpToHeadReplaysInclusiveThenGoesLive() {
    StoreScene scene = new StoreScene();
    scene.put("a=1");
    scene.put("a=2");
    scene.put("a=3");
    Watcher watcher = scene.open("a", 3);
    assertThat(scene.hub.stats().slowWatchers()).isEqualTo(1);
    assertThat(scene.settled(watcher)).isEqualTo("3:a=2 4:a=3");
    assertThat(scene.hub.stats().slowWatchers()).isZero();
    scene.put("a=4");
    assertThat(taken(watcher)).isEqualTo("5:a=4");
  }

  @Test
  void rule31_startAtTheCompactRevisionIsLegalBelowItIsCompactedOnce() {
    StoreScene scene = new StoreScene();
    scene.put("a=1");
    scene.put("a=2");
    scene.put("a=3");
    scene.history.compact(3);
    Watcher at = scene.open("a", 3);
    Watcher below = scene.open("a", 2);
    assertThat(scene.settled(at)).isEqualTo("3:a=2 4:a=3");
    assertThat(scene.settled(below)).isEqualTo("compacted 3");
    scene.put("a=4");
    assertThat(scene.settled(below)).isEmpty();
    assertThat(below.isSyncedTo(4)).isFalse();
    assertThat(scene.hub.stats().watchers()).isEqualTo(1);
  }

  @Test
  void rule34_historyIsToldWithTheHeadAndWhatIsPublishedWithItsOwnRevision() {
    StoreScene scene = new StoreScene();
    scene.put("a=1");
    scene.put("a=2");
    scene.put("b=1");
    Watcher watcher = scene.open("a", 2);
    scene.executor.run();
    assertThat(revisionTold(watcher)).isEqualTo(4);
    scene.store("a=3");
    scene.store("b=2");
    scene.publish();
    assertThat(revisionTold(watcher)).isEqualTo(5);
  }

  private static long revisionTold(Watcher watcher) {
    return ((Delivery.Events) watcher.poll()).matched().revision();
  }

  @Test
  void rule33_allEventsOfOneRevisionComeInOneDelivery() {
    StoreScene scene = new StoreScene(new WatchHub.Limits(10, 1 << 20, 1, 1));
    Watcher live = scene.open(prefix("a"));
    scene.put("a1=1", "a2=2", "b=3", "a3=4");
    Watcher late = scene.open(prefix("a").from(2));
    assertThat(taken(live)).isEqualTo("2:a1=1 2:a2=2 2:a3=4");
    assertThat(scene.settled(late)).isEqualTo("2:a1=1 2:a2=2 2:a3=4");
  }

  @Test
  void rule34_manyRevisionsPublishedTogetherComeInOneDeliveryOfBoundedRevisions() {
    StoreScene scene = new StoreScene(new WatchHub.Limits(100, 1 << 20, 3, 1 << 20));
    Watcher watcher = scene.open("a", 0);
    for (int i = 1; i <= 7; i++) {
      scene.store("a=" + i);
    }
    scene.publish();
    assertThat(taken(watcher)).isEqualTo("2:a=1 3:a=2 4:a=3 | 5:a=4 6:a=5 7:a=6 | 8:a=7");
    Watcher late = scene.open("a", 1);
    assertThat(scene.settled(late)).isEqualTo("2:a=1 3:a=2 4:a=3 | 5:a=4 6:a=5 7:a=6 | 8:a=7");
  }

  @Test
  void rule34_deliveriesAreCutAtTheByteBoundBetweenRevisions() {
    StoreScene scene = new StoreScene(new WatchHub.Limits(100, 1 << 20, 1000, 200));
    Watcher watcher = scene.open(prefix("a"));
    String big = "x".repeat(150);
    for (int i = 1; i <= 4; i++) {
      scene.store("a" + i + "=" + big);
    }
    scene.publish();
    assertThat(taken(watcher).split(" \\| ")).hasSize(2);
  }

  @Test
  void rule35_filtersLeaveOutAndWhatIsFilteredToNothingIsNotSent() {
    StoreScene scene = new StoreScene();
    Watcher noPuts = scene.open(new WatchSpec(KeyRange.ALL, 0, false, true, false));
    Watcher noDeletes = scene.open(new WatchSpec(KeyRange.ALL, 0, false, false, true));
    Watcher neither = scene.open(new WatchSpec(KeyRange.ALL, 0, false, true, true));
    Watcher late = scene.open(new WatchSpec(KeyRange.ALL, 1, false, true, false));
    scene.put("a=1", "b=1");
    scene.put("-a", "b=2");
    assertThat(taken(noPuts)).isEqualTo("3:-a");
    assertThat(taken(noDeletes)).isEqualTo("2:a=1 2:b=1 | 3:b=2");
    assertThat(taken(neither)).isEmpty();
    assertThat(neither.isSyncedTo(3)).isTrue();
    assertThat(scene.settled(late)).isEqualTo("3:-a");
  }

  @Test
  void rule35_previousIsToldOnlyToThoseWhoAsked() {
    StoreScene scene = new StoreScene();
    Watcher plain = scene.open(prefix("a"));
    Watcher previous = scene.open(prefix("a").withPrevious());
    Watcher latePrevious = scene.open(prefix("a").withPrevious().from(1));
    scene.put("a=1");
    scene.put("a=2");
    scene.put("-a");
    assertThat(taken(plain)).isEqualTo("2:a=1 | 3:a=2 | 4:-a");
    assertThat(taken(previous)).isEqualTo("2:a=1 | 3:a=2 (was 1) | 4:-a (was 2)");
    assertThat(scene.settled(latePrevious)).isEqualTo("2:a=1 3:a=2 (was 1) 4:-a (was 2)");
  }

  @Test
  void rule36_syncedMeansLiveAndDrained() {
    StoreScene scene = new StoreScene();
    Watcher watcher = scene.open(prefix("a"));
    assertThat(watcher.isSyncedTo(1)).isTrue();
    assertThat(watcher.isSyncedTo(2)).isFalse();
    scene.put("a=1");
    assertThat(watcher.isSyncedTo(1)).isTrue();
    assertThat(watcher.isSyncedTo(2)).isFalse();
    watcher.poll();
    assertThat(watcher.isSyncedTo(2)).isTrue();
    scene.put("other=1");
    assertThat(watcher.isSyncedTo(3)).isTrue();
    watcher.close();
    assertThat(watcher.isSyncedTo(3)).isFalse();
  }

  @Test
  void rule36_aWatcherThatCatchesUpIsSyncedOnlyThroughWhatItRead() {
    StoreScene scene = new StoreScene(new WatchHub.Limits(100, 1 << 20, 2, 1 << 20));
    for (int i = 0; i < 6; i++) {
      scene.put("a=" + i);
    }
    Watcher watcher = scene.open("a", 2);
    assertThat(watcher.isSyncedTo(7)).isFalse();
    scene.executor.step();
    assertThat(watcher.isSyncedTo(3)).isFalse();
    watcher.poll();
    assertThat(watcher.isSyncedTo(3)).isTrue();
    assertThat(watcher.isSyncedTo(4)).isFalse();
    scene.settled(watcher);
    assertThat(watcher.isSyncedTo(7)).isTrue();
  }

  @Test
  void rule37_aFutureStartIsNotSynced() {
    StoreScene scene = new StoreScene();
    Watcher future = scene.open("a", 3);
    assertThat(future.isSyncedTo(1)).isFalse();
    scene.put("b=1");
    assertThat(future.isSyncedTo(2)).isFalse();
    scene.put("b=2");
    assertThat(future.isSyncedTo(3)).isTrue();
  }

  @Test
  void rule38_aFullInboxMeansReadingAgainFromTheFirstRevisionNotGiven() {
    StoreScene scene = new StoreScene(SMALL);
    Watcher slow = scene.open("a", 0);
    Watcher quick = scene.open("a", 0);
    StringBuilder seen = new StringBuilder();
    for (int i = 0; i < 9; i++) {
      scene.put("a=" + i);
      seen.append(taken(quick)).append(' ');
    }
    assertThat(scene.hub.stats().slowWatchers()).isEqualTo(1);
    assertThat(scene.executor.waiting()).as("nothing is read before the inbox is drained").isZero();
    assertThat(scene.history.reads()).isZero();
    assertThat(scene.settled(slow).replace(" |", "")).isEqualTo(seen.toString().strip());
    assertThat(scene.hub.stats().slowWatchers()).isZero();
    scene.put("a=x");
    assertThat(taken(slow)).isEqualTo("11:a=x");
  }

  @Test
  void rule38_bytesAreBoundedTooButOneDeliveryIsAlwaysAccepted() {
    StoreScene scene = new StoreScene(new WatchHub.Limits(100, 1000, 100, 1 << 20));
    Watcher watcher = scene.open("a", 0);
    scene.put("a=" + "x".repeat(5000));
    assertThat(scene.hub.stats().slowWatchers()).isZero();
    scene.put("a=y");
    assertThat(scene.hub.stats().slowWatchers()).isEqualTo(1);
    assertThat(scene.settled(watcher)).endsWith("| 3:a=y");
  }

  @Test
  void rule38_atMostOneSliceIsReadAhead() {
    StoreScene scene = new StoreScene(SMALL);
    for (int i = 0; i < 40; i++) {
      scene.put("a=" + i);
    }
    Watcher watcher = scene.open("a", 2);
    scene.executor.run();
    assertThat(scene.history.reads()).isEqualTo(1);
    assertThat(scene.hub.stats().pendingEvents()).isEqualTo(4);
    watcher.poll();
    scene.executor.run();
    assertThat(scene.history.reads()).isEqualTo(2);
  }

  @Test
  void rule38_compactionOvertakesASlowWatcherAndEndsItAfterWhatItHolds() {
    StoreScene scene = new StoreScene(SMALL);
    Watcher slow = scene.open("a", 0);
    for (int i = 0; i < 9; i++) {
      scene.put("a=" + i);
    }
    scene.history.compact(8);
    assertThat(scene.settled(slow)).isEqualTo("2:a=0 | 3:a=1 | 4:a=2 | compacted 8");
  }

  @Test
  void rule41_rebaseSendsLiveWatchersToHistoryAndNeverBack() {
    StoreScene scene = new StoreScene();
    Watcher drained = scene.open("a", 0);
    Watcher holding = scene.open("a", 0);
    Watcher future = scene.open("a", 100);
    scene.put("a=1");
    taken(drained);
    scene.store("a=2");
    scene.store("a=3");
    scene.forgetUnpublished();
    scene.history = scene.history.copy();
    scene.hub.rebase(scene.history);
    assertThat(scene.hub.published()).isEqualTo(4);
    assertThat(scene.hub.stats().slowWatchers()).isEqualTo(2);
    assertThat(drained.isSyncedTo(4)).isFalse();
    assertThat(scene.settled(drained)).isEqualTo("3:a=2 4:a=3");
    assertThat(scene.settled(holding)).isEqualTo("2:a=1 | 3:a=2 4:a=3");
    scene.put("a=4");
    assertThat(taken(drained)).isEqualTo("5:a=4");
    assertThat(taken(holding)).isEqualTo("5:a=4");
    assertThat(taken(future)).isEmpty();
  }

  @Test
  void rule41_aSnapshotThatCompactedTheMissingRevisionsEndsTheWatcher() {
    StoreScene scene = new StoreScene();
    Watcher watcher = scene.open("a", 0);
    scene.put("a=1");
    scene.store("a=2");
    scene.store("a=3");
    scene.forgetUnpublished();
    scene.history = scene.history.copy();
    scene.history.compact(4);
    scene.hub.rebase(scene.history);
    assertThat(scene.settled(watcher)).isEqualTo("2:a=1 | compacted 4");
  }

  @Test
  void rule41_whatASnapshotAlreadyBroughtIsNotGivenAgainWhenTheLogRepeatsIt() {
    StoreScene scene = new StoreScene();
    Watcher watcher = scene.open("a", 0);
    scene.store("a=1");
    scene.history = scene.history.copy();
    scene.hub.rebase(scene.history);
    scene.store("a=2");
    scene.publish();
    assertThat(scene.settled(watcher)).isEqualTo("2:a=1 3:a=2");
  }

  @Test
  void rule41_aHistoryClosedByTheSnapshotWhileItIsReadIsReplacedByTheNew() {
    StoreScene scene = new StoreScene();
    scene.put("a=1");
    RememberedHistory fresh = scene.history.copy();
    scene.history.setBroken(true);
    Watcher watcher = scene.open("a", 2);
    scene.executor.run();
    assertThat(scene.hub.stats().slowWatchers()).isEqualTo(1);
    scene.hub.rebase(fresh);
    assertThat(scene.settled(watcher)).isEqualTo("2:a=1");
  }

  @Test
  void aHistoryThatFailsIsTriedAgainWithTheNextPublication() {
    StoreScene scene = new StoreScene();
    scene.put("a=1");
    scene.history.setBroken(true);
    Watcher watcher = scene.open("a", 2);
    assertThat(scene.settled(watcher)).isEmpty();
    scene.history.setBroken(false);
    assertThat(scene.settled(watcher)).isEmpty();
    scene.put("b=1");
    assertThat(scene.settled(watcher)).isEqualTo("2:a=1");
  }

  @Test
  void aWatcherOpenedBetweenStoringAndPublishingMissesNothingAndGetsNothingTwice() {
    StoreScene scene = new StoreScene();
    scene.put("a=1");
    scene.store("a=2");
    Watcher fromNow = scene.open("a", 0);
    Watcher fromUnpublished = scene.open("a", 3);
    Watcher fromOld = scene.open("a", 2);
    String old = scene.settled(fromOld);
    scene.publish();
    assertThat(taken(fromNow)).isEqualTo("3:a=2");
    assertThat(taken(fromUnpublished)).isEqualTo("3:a=2");
    assertThat(old + scene.settled(fromOld)).isEqualTo("2:a=1 3:a=2");
  }

  @Test
  void equalWishesShareOneObjectAndItsEncodedForm() {
    StoreScene scene = new StoreScene();
    Watcher one = scene.open(prefix("a"));
    Watcher two = scene.open(prefix("a"));
    Watcher future = scene.open(prefix("a").from(3));
    scene.store("a=1");
    scene.store("a=2");
    scene.publish();
    Delivery delivery = one.poll();
    assertThat(two.poll()).isSameAs(delivery);
    assertThat(taken(future)).isEqualTo("3:a=2");
    MatchedEvents matched = ((Delivery.Events) delivery).matched();
    assertThat(matched.events()).isEqualTo(2);
    assertThat(matched.firstRevision()).isEqualTo(2);
    byte[] encoded = matched.encodedBy(_ -> new byte[3]);
    assertThat(matched.encodedBy(_ -> new byte[4])).isSameAs(encoded);
  }

  @Test
  void oneWakeUpPerPublicationHoweverManyWatchers() {
    StoreScene scene = new StoreScene();
    List<Watcher> watchers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      watchers.add(scene.open(prefix("a")));
    }
    scene.store("a=1");
    scene.store("a=2");
    scene.publish();
    assertThat(scene.wakeUps).isEqualTo(1);
    scene.put("a=3");
    assertThat(scene.wakeUps).as("nobody took anything since").isEqualTo(1);
    List<Watcher> told = new ArrayList<>();
    for (var next = scene.mailbox.take(); next.isPresent(); next = scene.mailbox.take()) {
      told.add(next.get());
      assertThat(taken(next.get())).isEqualTo("2:a=1 3:a=2 | 4:a=3");
    }
    assertThat(told).containsExactlyInAnyOrderElementsOf(watchers).doesNotHaveDuplicates();
    scene.put("b=1");
    assertThat(scene.wakeUps).isEqualTo(1);
    scene.put("a=4");
    assertThat(scene.wakeUps).isEqualTo(2);
  }

  @Test
  void catchingUpAndCompactionAreToldThroughTheMailboxToo() {
    StoreScene scene = new StoreScene();
    scene.put("a=1");
    scene.put("a=2");
    scene.history.compact(3);
    Watcher fine = scene.open("a", 3);
    scene.executor.step();
    assertThat(scene.mailbox.take()).containsSame(fine);
    Watcher old = scene.open("a", 2);
    scene.executor.step();
    assertThat(scene.mailbox.take()).containsSame(old);
    assertThat(scene.mailbox.take()).isEmpty();
    assertThat(scene.wakeUps).isEqualTo(2);
  }

  @Test
  void aWakeUpThatFailsDoesNotStopTheOthers() {
    StoreScene scene = new StoreScene();
    scene.hub.open(
        prefix("a"),
        new Mailbox(
            () -> {
              throw new IllegalStateException("a consumer's mistake");
            }));
    scene.open(prefix("a"));
    scene.put("a=1");
    assertThat(scene.wakeUps).isEqualTo(1);
  }

  @Test
  void aClosedWatcherGetsNothingAndLeavesNothingBehind() {
    StoreScene scene = new StoreScene();
    scene.put("a=1");
    Watcher live = scene.open("a", 0);
    Watcher catchingUp = scene.open("a", 2);
    scene.put("a=2");
    live.close();
    live.close();
    catchingUp.close();
    scene.executor.run();
    scene.put("a=3");
    assertThat(taken(live) + taken(catchingUp)).isEmpty();
    assertThat(scene.hub.stats()).isEqualTo(new WatchHub.Stats(0, 0, 0, 1));
  }

  @Test
  void aClosedHubClosesItsWatchersAndOpensNoMore() {
    StoreScene scene = new StoreScene();
    scene.put("a=1");
    Watcher live = scene.open("a", 0);
    Watcher catchingUp = scene.open("a", 2);
    scene.put("a=2");
    scene.hub.close();
    Watcher born = scene.open("a", 0);
    scene.put("a=3");
    scene.executor.run();
    assertThat(taken(live) + taken(catchingUp) + taken(born)).isEmpty();
    assertThat(scene.hub.stats().watchers()).isZero();
  }

  @Test
  void statsCountWatchersAndEvents() {
    StoreScene scene = new StoreScene();
    Watcher one = scene.open("a", 0);
    scene.open(prefix("a"));
    scene.put("a=1", "ab=1");
    assertThat(scene.hub.stats()).isEqualTo(new WatchHub.Stats(2, 0, 3, 3));
    one.poll();
    assertThat(scene.hub.stats()).isEqualTo(new WatchHub.Stats(2, 0, 2, 3));
  }

  @Test
  void revisionsOutOfOrderInOnePublicationAreABrokenInvariant() {
    StoreScene scene = new StoreScene();
    EventBatch two = scene.store("a=1");
    EventBatch three = scene.store("a=2");
    assertThatThrownBy(() -> scene.hub.publish(List.of(three, two))).isInstanceOf(Invariant.class);
  }

  @Test
  void whatIsNotToldIsReadInHistoryByThoseItConcerns() {
    StoreScene scene = new StoreScene();
    Watcher a = scene.open("a", 0);
    Watcher z = scene.open("z", 0);
    Watcher later = scene.open("a", 5);
    scene.put("a=1");
    scene.store("a=2", "b=2");
    scene.store("-a", "c=3");
    scene.forgetUnpublished();
    KeyRange span = new KeyRange(Bytes.of("a"), Bytes.of("d"));
    scene.hub.publish(List.of(EventBatch.untold(4, span)));
    assertThat(scene.hub.published()).isEqualTo(4);
    assertThat(scene.hub.stats().slowWatchers()).isEqualTo(1);
    assertThat(scene.settled(a)).isEqualTo("2:a=1 | 3:a=2 4:-a");
    scene.put("a=5", "z=5");
    assertThat(scene.settled(a)).isEqualTo("5:a=5");
    assertThat(scene.settled(z)).isEqualTo("5:z=5");
    assertThat(scene.settled(later)).isEqualTo("5:a=5");
  }
}
