package dev.keelson.raftstore.etcd;

import static dev.keelson.raftstore.etcd.Served.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.Op;
import dev.keelson.raftstore.etcd.pb.CompactionRequest;
import dev.keelson.raftstore.etcd.pb.DeleteRangeRequest;
import dev.keelson.raftstore.etcd.pb.WatchCreateRequest;
import dev.keelson.raftstore.etcd.pb.WatchCreateRequest.FilterType;
import dev.keelson.raftstore.etcd.pb.WatchResponse;
import dev.keelson.raftstore.etcd.pb.mvcc.Event;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchRpcTest {
  private static final int MAX_REQUEST = 64 << 10;
  private Served served;
  private WatchRecorder stream;

  @BeforeEach
  void start() throws IOException {
    served =
        Served.start(
            c -> Served.with(c, MAX_REQUEST, Duration.ofMillis(100), Duration.ofMillis(300)));
    stream = WatchRecorder.open(served.channel);
  }

  @AfterEach
  void stop() {
    stream.hangUp();
    served.close();
  }

  @Test
  void createdComesFirstThenEvents() throws InterruptedException {
    stream.create(key("a").setPrevKv(true));
    WatchResponse created = stream.next();
    served.put("a", "1");
    served.put("a", "2");
    served.kv.deleteRange(DeleteRangeRequest.newBuilder().setKey(bytes("a")).build());

    assertThat(created.getCreated()).isTrue();
    assertThat(created.getWatchId()).isZero();
    assertThat(created.getHeader().getRevision()).isEqualTo(1);
    assertThat(created.getHeader().getMemberId()).isEqualTo(LocalNode.MEMBER);
    List<Event> events = events(3);
    assertThat(events.get(0).hasPrevKv()).isFalse();
    assertThat(events.get(1).getPrevKv().getValue()).isEqualTo(bytes("1"));
    assertThat(events.get(2).getType()).isEqualTo(Event.EventType.DELETE);
    assertThat(events.get(2).getKv().getModRevision()).isEqualTo(4);
    assertThat(events.get(2).getKv().getCreateRevision()).isZero();
    assertThat(events.get(2).getPrevKv().getValue()).isEqualTo(bytes("2"));
  }

  @Test
  void rule29_anEmptyRangeIsRefusedAndAnEmptyKeyIsTheFirst() throws InterruptedException {
    stream.create(key("b").setRangeEnd(bytes("a")));
    WatchResponse refused = stream.next();
    assertThat(refused.getCreated()).isTrue();
    assertThat(refused.getCanceled()).isTrue();
    assertThat(refused.getWatchId()).isEqualTo(-1);
    assertThat(refused.getCancelReason()).isEqualTo("mvcc: watcher range is empty");

    stream.create(key("").setRangeEnd(ByteString.copyFrom(new byte[1])));
    stream.next();
    served.put("anything", "1");
    assertThat(events(1).getFirst().getKv().getKey()).isEqualTo(bytes("anything"));
  }

  @Test
  void rule30_idsAreChosenTakenAsGivenAndNotTwice() throws InterruptedException {
    stream.create(key("a").setWatchId(1));
    stream.create(key("a"));
    stream.create(key("a"));
    stream.create(key("a").setWatchId(1));

    assertThat(stream.next().getWatchId()).isEqualTo(1);
    assertThat(stream.next().getWatchId()).isEqualTo(0);
    assertThat(stream.next().getWatchId()).isEqualTo(2);
    WatchResponse refused = stream.next();
    assertThat(refused.getWatchId()).isEqualTo(-1);
    assertThat(refused.getCancelReason())
        .isEqualTo("mvcc: duplicate watch ID provided on the WatchStream");
  }

  @Test
  void rule31_aStartInHistoryIsReplayedAndOneInTheFutureWaits() throws InterruptedException {
    served.put("a", "1");
    served.put("a", "2");
    stream.create(key("a").setStartRevision(2));
    assertThat(stream.next().getCreated()).isTrue();
    assertThat(events(2)).extracting(e -> e.getKv().getModRevision()).containsExactly(2L, 3L);

    WatchRecorder future = WatchRecorder.open(served.channel);
    future.create(key("a").setStartRevision(5));
    future.next();
    served.put("a", "3");
    served.put("a", "4");
    assertThat(future.next().getEvents(0).getKv().getModRevision()).isEqualTo(5);
    future.hangUp();
  }

  @Test
  void rule31_aStartInCompactedHistoryIsCreatedThenCanceled() throws InterruptedException {
    served.put("a", "1");
    served.put("a", "2");
    served.put("a", "3");
    served.kv.compact(CompactionRequest.newBuilder().setRevision(4).build());

    stream.create(key("a").setStartRevision(2));
    assertThat(stream.next().getCreated()).isTrue();
    WatchResponse canceled = stream.next();
    assertThat(canceled.getCanceled()).isTrue();
    assertThat(canceled.getCreated()).isFalse();
    assertThat(canceled.getCompactRevision()).isEqualTo(4);
    assertThat(canceled.getCancelReason()).isEmpty();

    stream.create(key("a").setStartRevision(-1));
    WatchResponse negative = stream.next();
    assertThat(negative.getCreated() && negative.getCanceled()).isTrue();
    assertThat(negative.getCancelReason()).isEqualTo(EtcdErrors.COMPACTED.message());
    assertThat(negative.getCompactRevision()).isZero();
  }

  /** Found beside etcd 3.4.23 with seed 4213640063. */
  @Test
  void rule30_theIdOfAWatchThatCompactionEndedStaysTakenUntilItIsCanceled()
      throws InterruptedException {
    served.put("a", "1");
    served.put("a", "2");
    served.kv.compact(CompactionRequest.newBuilder().setRevision(3).build());
    stream.create(key("a").setStartRevision(2).setWatchId(1));
    assertThat(stream.next().getCreated()).isTrue();
    assertThat(stream.next().getCompactRevision()).isEqualTo(3);

    stream.create(key("a"));
    assertThat(stream.next().getWatchId()).isZero();
    stream.create(key("a"));
    assertThat(stream.next().getWatchId()).isEqualTo(2);
    stream.create(key("a").setWatchId(1));
    assertThat(stream.next().getCancelReason()).contains("duplicate watch ID");
    stream.cancel(1);
    assertThat(stream.next().getCanceled()).isTrue();
    stream.create(key("a").setWatchId(1));
    WatchResponse again = stream.next();
    assertThat(again.getCreated() && !again.getCanceled()).isTrue();
  }

  @Test
  void rule32_aCanceledWatchIsSilentAndAnUnknownOneToo() throws InterruptedException {
    stream.create(key("a"));
    stream.next();
    stream.cancel(7);
    stream.cancel(0);
    WatchResponse canceled = stream.next();
    assertThat(canceled.getCanceled()).isTrue();
    assertThat(canceled.getCancelReason()).isEmpty();
    served.put("a", "1");
    assertThat(stream.within(200)).isNull();
  }

  @Test
  void rule33_allEventsOfATransactionComeTogetherOrInPiecesWhereAskedFor()
      throws InterruptedException {
    WatchRecorder pieces = WatchRecorder.open(served.channel);
    stream.create(key("k").setRangeEnd(bytes("l")));
    pieces.create(key("k").setRangeEnd(bytes("l")).setFragment(true));
    stream.next();
    pieces.next();
    List<Op> ops = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      ops.add(Command.Put.of(Bytes.of("k%02d".formatted(i)), Bytes.wrap(new byte[30_000])));
    }
    served.node.kv().submit(new Command.Txn(List.of(), ops, List.of())).join();

    assertThat(stream.next().getEventsCount()).isEqualTo(40);
    int limit = MAX_REQUEST + (512 << 10);
    int seen = 0;
    boolean more = true;
    while (more) {
      WatchResponse piece = pieces.next();
      assertThat(piece.getSerializedSize()).isLessThan(limit);
      for (Event event : piece.getEventsList()) {
        assertThat(event.getKv().getKey()).isEqualTo(bytes("k%02d".formatted(seen++)));
      }
      more = piece.getFragment();
    }
    assertThat(seen).isEqualTo(40);
    pieces.hangUp();
  }

  @Test
  void rule35_filtersLeaveOutAndWhatIsEmptyIsNotSent() throws InterruptedException {
    stream.create(key("a").addFilters(FilterType.NOPUT));
    stream.next();
    served.put("a", "1");
    served.kv.deleteRange(DeleteRangeRequest.newBuilder().setKey(bytes("a")).build());
    assertThat(events(1).getFirst().getType()).isEqualTo(Event.EventType.DELETE);
  }

  @Test
  void rule36_aQuietWatchIsToldHowFarItIs() throws InterruptedException {
    stream.create(key("a").setProgressNotify(true));
    stream.next();
    served.put("b", "1");
    WatchResponse notice = stream.next();
    assertThat(notice.getEventsCount()).isZero();
    assertThat(notice.getWatchId()).isZero();
    assertThat(notice.getHeader().getRevision()).isEqualTo(2);
  }

  @Test
  void rule37_progressIsToldForTheWholeStreamOnce() throws InterruptedException {
    stream.askProgress();
    assertThat(stream.within(200)).as("no watches, no answer").isNull();
    stream.create(key("a"));
    stream.create(key("b"));
    stream.next();
    stream.next();
    served.put("a", "1");
    stream.next();
    stream.askProgress();
    WatchResponse progress = stream.next();
    assertThat(progress.getWatchId()).isEqualTo(-1);
    assertThat(progress.getHeader().getRevision()).isEqualTo(2);

    stream.create(key("c").setStartRevision(100));
    stream.next();
    stream.askProgress();
    assertThat(stream.within(200)).as("one watch starts in the future").isNull();
  }

  @Test
  void rule38_aSlowClientGetsEverythingInOrder() throws InterruptedException {
    WatchRecorder slow = WatchRecorder.openTaking(served.channel, 1);
    slow.create(key("k").setRangeEnd(bytes("l")));
    slow.next();
    int puts = 3_000;
    for (int i = 0; i < puts; i++) {
      served.node.kv().submit(Command.Put.of(Bytes.of("k"), Bytes.wrap(new byte[2_000])));
    }
    served.node.kv().submit(Command.Put.of("z", "last")).join();

    long expected = 2;
    while (expected < 2 + puts) {
      slow.take(1);
      for (Event event : slow.next().getEventsList()) {
        assertThat(event.getKv().getModRevision()).isEqualTo(expected++);
      }
    }
    slow.hangUp();
  }

  @Test
  void rule39_whoInsistsOnALeaderIsRefusedAndCutWithoutOne() throws Exception {
    WatchRecorder cut = WatchRecorder.openRequiringLeader(served.channel);
    cut.create(key("a"));
    cut.next();
    stream.create(key("a"));
    stream.next();

    served.node.leader(false);

    WatchRecorder refused = WatchRecorder.openRequiringLeader(served.channel);
    assertThat(refused.closed.get(5, TimeUnit.SECONDS).getDescription())
        .isEqualTo(EtcdErrors.NO_LEADER.message());
    Status status = cut.closed.get(5, TimeUnit.SECONDS);
    assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(status.getDescription()).isEqualTo(EtcdErrors.NO_LEADER.message());
    assertThat(stream.closed).isNotDone();
  }

  @Test
  void manyWatchesOnOneStreamEachGetEveryEventPackedTogether() throws InterruptedException {
    int watches = 500;
    int puts = 50;
    for (int i = 0; i < watches; i++) {
      stream.create(key("k"));
    }
    for (int i = 0; i < watches; i++) {
      assertThat(stream.next().getWatchId()).isEqualTo(i);
    }
    for (int i = 0; i < puts; i++) {
      served.node.kv().submit(Command.Put.of("k", "value " + i));
    }

    Map<Long, Long> last = new HashMap<>();
    int seen = 0;
    while (seen < watches * puts) {
      WatchResponse response = stream.next();
      for (Event event : response.getEventsList()) {
        long before = last.getOrDefault(response.getWatchId(), 1L);
        assertThat(event.getKv().getModRevision()).isEqualTo(before + 1);
        last.put(response.getWatchId(), before + 1);
        seen++;
      }
    }
    assertThat(last).hasSize(watches);
    assertThat(stream.within(100)).isNull();
  }

  @Test
  void aDeletionAndAPutOfOneKeyInOneTransactionAreTwoEvents() throws InterruptedException {
    served.put("a", "1");
    stream.create(key("a").setPrevKv(true));
    stream.next();
    served
        .node
        .kv()
        .submit(
            new Command.Txn(
                List.of(),
                List.of(
                    new Command.DeleteRange(new KeyRange(Bytes.of("a"), Bytes.ZERO), false),
                    Command.Put.of("a", "2")),
                List.of()))
        .join();
    List<Event> both = events(2);
    assertThat(both.get(0).getPrevKv().getValue()).isEqualTo(bytes("1"));
    assertThat(both.get(1).getKv().getVersion()).isEqualTo(1);
    assertThat(both.get(1).hasPrevKv()).isFalse();
  }

  private List<Event> events(int count) throws InterruptedException {
    List<Event> events = new ArrayList<>();
    while (events.size() < count) {
      events.addAll(stream.next().getEventsList());
    }
    assertThat(events).hasSize(count);
    return events;
  }

  private static WatchCreateRequest.Builder key(String key) {
    return WatchCreateRequest.newBuilder().setKey(bytes(key));
  }
}
