package dev.keelson.launcher.judge;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.etcd.jetcd.api.AlarmRequest;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.HashKVRequest;
import io.etcd.jetcd.api.HashKVResponse;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseKeepAliveRequest;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import io.etcd.jetcd.api.LeaseTimeToLiveRequest;
import io.etcd.jetcd.api.MemberListRequest;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.ResponseHeader;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Sends one random request sequence to a reference and to the server under test, one request at a
 * time, and collects every difference. After {@value #ENOUGH} differences it stops: what follows a
 * first divergence says little.
 */
final class Duel implements AutoCloseable {
  private static final int ENOUGH = 8;
  private static final int REMEMBERED = 6;
  private static final int CHECKPOINT = 200;
  private static final int COMPACTION = 170;
  private static final int WATCHES = 20;
  private static final long SETTLE_MILLIS = 8_000;

  private final long seed;
  private final Binary.Version version;
  private final List<EtcdProcess> servers; // The reference, then every member of the other.
  private final List<EtcdClient> clients; // In the order of the servers.
  private final Normaliser normaliser;
  private final KnownState state = new KnownState();
  private final RandomRequests requests;
  private final Random members;
  private final List<Pair> streams = new ArrayList<>();
  private final List<String> differences = new ArrayList<>();
  private final Deque<String> recent = new ArrayDeque<>();
  private int step;
  private int hashes;
  private int hashesAskedAgain;
  private int watches;
  private int compactions;
  private int errors;

  /** Two watch streams that were asked the same. */
  private record Pair(
      boolean future, WatchRecord reference, WatchRecord ours, List<String> asked) {}

  Duel(long seed, EtcdProcess reference, Binary.Version version, EtcdCluster ours) {
    this.seed = seed;
    this.version = version;
    this.normaliser = new Normaliser(version);
    this.servers = new ArrayList<>(List.of(reference));
    servers.addAll(ours.members());
    this.clients = servers.stream().map(EtcdClient::to).toList();
    // Rule 15: before these releases a tombstone at the compact revision was dropped.
    boolean dropsTombstone = !version.hasFixOf(34, 16);
    boolean checksSort = version.hasFixOf(Integer.MAX_VALUE, Integer.MAX_VALUE);
    this.requests =
        new RandomRequests(
            seed,
            state,
            new RandomRequests.Limits(
                dropsTombstone,
                clients.size() == 2,
                checksSort,
                !Boolean.getBoolean("keelson.noRevisionInTxn")));
    this.members = new Random(seed + 1);
  }

  /** Runs {@code steps} requests; the differences found, empty when there are none. */
  List<String> run(int steps) throws InterruptedException {
    prologue();
    openStreams();
    while (step < steps && differences.size() < ENOUGH) {
      step++;
      if (step % CHECKPOINT == 0) {
        checkpoint();
        if (step % (5 * CHECKPOINT) == 0) {
          closeStreams();
          openStreams();
        }
      }
      if (step % COMPACTION == 0) {
        compact();
      } else if (requests.oneIn(40)) {
        watch();
      } else {
        exchange(requests.next());
      }
    }
    if (differences.size() < ENOUGH) {
      checkpoint();
      everyRevision();
      epilogue();
    }
    closeStreams();
    return differences;
  }

  String summary() {
    return "seed "
        + seed
        + ": "
        + step
        + " steps, revision "
        + state.revision()
        + ", "
        + hashes
        + " hashes ("
        + hashesAskedAgain
        + " asked again), "
        + watches
        + " watches, "
        + compactions
        + " compactions, "
        + errors
        + " refusals, "
        + differences.size()
        + " differences";
  }

  /** What is worth asking on an empty store (rules 1, 14). */
  private void prologue() {
    if (version.hasFixOf(
        Integer.MAX_VALUE, 0)) { // 3.4 says compact revision 0 where others say −1.
      exchange(HashKVRequest.getDefaultInstance());
    }
    exchange(RangeRequest.newBuilder().setKey(bytes("a")).build());
    exchange(compaction(-1));
    exchange(compaction(2));
    exchange(compaction(0));
    exchange(compaction(0));
  }

  /** Requests that would disturb the sequence: alarms, and leases that would expire in it. */
  private void epilogue() {
    for (long ttl : new long[] {0, -5, 1}) {
      exchange(LeaseGrantRequest.newBuilder().setID(50).setTTL(ttl).build());
      exchange(LeaseRevokeRequest.newBuilder().setID(50).build());
    }
    PutRequest put =
        PutRequest.newBuilder().setKey(bytes("a")).setValue(bytes("alarm")).setPrevKv(true).build();
    // Raising the alarm NONE does nothing; 3.4 noted it down.
    int first = version.hasFixOf(Integer.MAX_VALUE, 0) ? 0 : 1;
    for (int alarm = first; alarm <= 2; alarm++) {
      exchange(alarm(AlarmRequest.AlarmAction.ACTIVATE, alarm));
      exchange(AlarmRequest.getDefaultInstance());
      exchange(put);
      exchange(RangeRequest.newBuilder().setKey(bytes("a")).build());
      exchange(DeleteRangeRequest.newBuilder().setKey(bytes("a")).build());
      exchange(LeaseGrantRequest.newBuilder().setID(60 + alarm).setTTL(3_000).build());
      exchange(LeaseRevokeRequest.newBuilder().setID(60 + alarm).build());
      exchange(compaction(0));
      exchange(alarm(AlarmRequest.AlarmAction.DEACTIVATE, alarm));
      exchange(AlarmRequest.getDefaultInstance());
      exchange(put);
    }
  }

  /** Sends one request to both, compares, and compares the hash when the revision moved. */
  private void exchange(Message request) {
    // etcd 3.5 and later keep the hash that a compaction computed and answer it for that revision,
    // with the compact revision of the time before, even when it is compacted itself.
    if (request instanceof HashKVRequest hash && state.compactedAt(hash.getRevision())) {
      return;
    }
    int member = 1 + members.nextInt(clients.size() - 1);
    CompletableFuture<Answer> referenceFuture = clients.get(0).send(request);
    CompletableFuture<Answer> oursFuture = clients.get(member).send(request);
    Answer reference = normaliser.normalise(request, EtcdClient.await(referenceFuture));
    Answer ours = normaliser.normalise(request, EtcdClient.await(oursFuture));
    if (request instanceof HashKVRequest) {
      ours = whenCaughtUp(member, request, ours);
    }
    if (isLocal(request) && !reference.equals(ours)) {
      ours = oncePresent(member, request, ours, reference);
    }
    if (reference instanceof Answer.Error) {
      errors++;
    }
    if (!reference.equals(ours) && request instanceof HashKVRequest) {
      // While a compaction runs, real etcd's answer can be wrong for a moment. It is asked once
      // more, and only it: the server under test must be right the first time.
      pause(300);
      reference = normaliser.normalise(request, clients.get(0).call(request));
      hashesAskedAgain++;
    }
    if (!reference.equals(ours)) {
      differ(request, reference, ours);
    }
    remember(request, reference);
    for (EtcdProcess server : servers) {
      if (!server.isAlive()) {
        throw new AssertionError(
            heading() + server + " ended after" + String.join("", recent) + server.log());
      }
    }
    if (state.learn(request, reference)) {
      exchange(HashKVRequest.newBuilder().setRevision(state.revision()).build());
      hashes++;
    }
  }

  /** HashKV is the member's own state, which on a follower may be some entries behind. */
  private Answer whenCaughtUp(int member, Message request, Answer first) {
    Answer answer = first;
    for (int i = 0; i < 100 && clients.size() > 2; i++) {
      boolean behind =
          switch (answer) {
            case Answer.Error(Status.Code code, String text) ->
                code == Status.Code.OUT_OF_RANGE && text.contains("future");
            case Answer.Reply(Message reply) ->
                reply instanceof HashKVResponse hash
                    && (hash.getCompactRevision() < state.compacted()
                        || hash.getHeader().getRevision() < state.revision());
          };
      if (!behind || ((HashKVRequest) request).getRevision() > state.revision()) {
        break;
      }
      pause(10);
      answer = normaliser.normalise(request, clients.get(member).call(request));
    }
    return answer;
  }

  /**
   * What a member answers from its own state, with its own revision in the header: a renewal whose
   * header is made before it goes to the leader (rule 43), a lease's time to live and the list of
   * leases (a MemberListRequest stands for it), serializable reads, and a transaction of nothing
   * else, an empty one among them (rule 26).
   */
  private static boolean isLocal(Message request) {
    return switch (request) {
      case LeaseKeepAliveRequest _, LeaseTimeToLiveRequest _, MemberListRequest _ -> true;
      case RangeRequest range -> range.getSerializable();
      case TxnRequest txn ->
          Stream.concat(txn.getSuccessList().stream(), txn.getFailureList().stream())
              .allMatch(op -> op.hasRequestRange() && op.getRequestRange().getSerializable());
      default -> false;
    };
  }

  /**
   * A follower may be some entries behind: asked again, for a second at most. Its revision tells,
   * but for the list of leases: a grant makes no revision.
   */
  private Answer oncePresent(int member, Message request, Answer first, Answer reference) {
    Answer answer = first;
    for (int i = 0; i < 100 && clients.size() > 2; i++) {
      boolean behind =
          revisionOf(answer) < state.revision()
              || request instanceof MemberListRequest && !answer.equals(reference);
      if (!behind) {
        break;
      }
      pause(10);
      answer = normaliser.normalise(request, clients.get(member).call(request));
    }
    return answer;
  }

  private static long revisionOf(Answer answer) {
    return switch (answer) {
      case Answer.Error _ -> 0;
      case Answer.Reply(Message reply)
          when reply.getField(reply.getDescriptorForType().findFieldByName("header"))
              instanceof ResponseHeader header ->
          header.getRevision();
      case Answer.Reply(Message _) -> Long.MAX_VALUE;
    };
  }

  private void compact() throws InterruptedException {
    // A watch that still reads history when its revisions go is cancelled, or not: a matter of
    // time.
    checkpoint();
    if (!version.hasFixOf(25, 8)) {
      pause(250); // 15220: an answer to a progress request did not wait for the events then.
    }
    CompactionRequest compaction = requests.compaction();
    long before = state.compacted();
    exchange(compaction);
    if (state.compacted() > before) {
      compactions++;
      exchange(HashKVRequest.newBuilder().setRevision(state.revision()).build());
    }
  }

  /** The hash at every revision that can still be read. */
  private void everyRevision() {
    for (long at = state.compacted(); at <= state.revision(); at++) {
      exchange(HashKVRequest.newBuilder().setRevision(at).build());
      hashes++;
    }
  }

  private void watch() throws InterruptedException {
    Pair pair = streams.get(requests.below(streams.size()));
    if (requests.oneIn(5)) {
      cancel(pair, requests.below(14));
      return;
    }
    if (pair.reference().openWatches() >= WATCHES) {
      return;
    }
    boolean negative = version.hasFixOf(99, 0); // Rule 31: 3.4 answered a negative start oddly.
    WatchCreateRequest create = requests.watch(pair.future(), negative);
    if (clients.size() > 2) {
      exchange(RangeRequest.newBuilder().setKey(bytes("a")).build());
      for (EtcdClient client : clients) { // "From now" means the same now on every member.
        client.call(RangeRequest.newBuilder().setKey(bytes("a")).build());
      }
    }
    int before = pair.reference().controls();
    int beforeOurs = pair.ours().controls();
    pair.asked().add(step + " " + describe(create));
    pair.reference().create(create);
    pair.ours().create(create);
    watches++;
    remember(create, null);
    boolean told =
        until(() -> pair.reference().controls() > before && pair.ours().controls() > beforeOurs);
    if (!told) {
      differ(create, controls(pair.reference(), before), controls(pair.ours(), beforeOurs));
    }
  }

  private void cancel(Pair pair, long watchId) throws InterruptedException {
    boolean known = pair.reference().isOpen(watchId);
    if (known) {
      // Which events were out before the cancel is a matter of time.
      checkpoint();
      known = pair.reference().isOpen(watchId);
    }
    int before = pair.reference().controls();
    int beforeOurs = pair.ours().controls();
    pair.reference().cancel(watchId);
    pair.ours().cancel(watchId);
    if (known
        && !until(
            () -> pair.reference().controls() > before && pair.ours().controls() > beforeOurs)) {
      differences.add(
          heading()
              + "cancel of watch "
              + watchId
              + " unanswered: reference "
              + controls(pair.reference(), before)
              + ", ours "
              + controls(pair.ours(), beforeOurs));
    }
  }

  /** Waits until both sides have sent all there is, then compares what the streams were told. */
  private void checkpoint() throws InterruptedException {
    for (int i = 0; i < streams.size(); i++) {
      Pair pair = streams.get(i);
      if (!pair.future() && pair.reference().openWatches() > 0) {
        drain(pair, pair.reference(), "reference");
        if (pair.ours().openWatches() > 0) {
          drain(pair, pair.ours(), "ours");
        }
      }
      if (!until(() -> pair.reference().told().equals(pair.ours().told()))) {
        watchesDiffer(pair);
      }
      differences.addAll(pair.ours().violations().stream().map(text -> heading() + text).toList());
      differences.addAll(
          pair.reference().violations().stream().map(text -> heading() + text).toList());
      if (pair.reference().compacted() || pair.ours().compacted()) {
        // Real etcd answers no progress request on a stream that lost a watch to a compaction.
        pair.reference().close();
        pair.ours().close();
        streams.set(i, open(i));
      }
    }
  }

  private void drain(Pair pair, WatchRecord stream, String label) throws InterruptedException {
    long target = state.revision();
    long deadline = System.nanoTime() + SETTLE_MILLIS * 1_000_000;
    while (stream.progress() < target && !stream.compacted()) {
      stream.askProgress();
      synchronized (stream) {
        stream.wait(20);
      }
      if (System.nanoTime() > deadline) {
        differences.add(
            heading()
                + label
                + " answered no progress request for revision "
                + target
                + " (rule 37); newest answer "
                + stream.progress()
                + "\n  watches of the stream:\n    "
                + String.join("\n    ", pair.asked())
                + "\n  it was told "
                + stream.told());
        return;
      }
    }
  }

  private void watchesDiffer(Pair pair) {
    var reference = pair.reference().told();
    var ours = pair.ours().told();
    List<Long> ids = new ArrayList<>(reference.keySet());
    ours.keySet().stream().filter(id -> !reference.containsKey(id)).forEach(ids::add);
    for (long id : ids) {
      List<String> wanted = reference.getOrDefault(id, List.of());
      List<String> got = ours.getOrDefault(id, List.of());
      int at = 0;
      while (at < wanted.size() && at < got.size() && wanted.get(at).equals(got.get(at))) {
        at++;
      }
      if (at < wanted.size() || at < got.size()) {
        differences.add(
            heading()
                + "watch id "
                + id
                + (pair.future() ? " (stream with future starts)" : "")
                + " differs at message "
                + at
                + " of "
                + wanted.size()
                + " and "
                + got.size()
                + "\n    before:    "
                + (at == 0 ? "(nothing)" : wanted.get(at - 1))
                + "\n    reference: "
                + (at < wanted.size() ? wanted.get(at) : "(nothing)")
                + "\n    ours:      "
                + (at < got.size() ? got.get(at) : "(nothing)"));
      }
    }
  }

  private void openStreams() {
    for (int i = 0; i < 3; i++) {
      streams.add(open(i));
    }
  }

  /** The last of the three streams gets the watches that start in the future. */
  private Pair open(int index) {
    EtcdClient ours = clients.get(1 + index % (clients.size() - 1));
    return new Pair(
        index == 2,
        new WatchRecord("reference", clients.get(0)),
        new WatchRecord("ours", ours),
        new ArrayList<>());
  }

  private void closeStreams() {
    for (Pair pair : streams) {
      pair.reference().close();
      pair.ours().close();
    }
    streams.clear();
  }

  private void differ(Message request, Object reference, Object ours) {
    differences.add(
        heading()
            + describe(request)
            + "\n    reference: "
            + reference
            + "\n    ours:      "
            + ours
            + "\n  after"
            + String.join("", recent));
  }

  private void remember(Message request, Answer answer) {
    recent.addLast(
        "\n    " + step + " " + describe(request) + (answer == null ? "" : " -> " + answer));
    if (recent.size() > REMEMBERED) {
      recent.removeFirst();
    }
  }

  private String heading() {
    return "seed "
        + seed
        + " step "
        + step
        + " (revision "
        + state.revision()
        + ", compacted "
        + state.compacted()
        + "): ";
  }

  private static String describe(Message request) {
    return request.getDescriptorForType().getName()
        + "{"
        + TextFormat.printer().emittingSingleLine(true).printToString(request).trim()
        + "}";
  }

  private static String controls(WatchRecord stream, int before) {
    return stream.controls() - before + " control messages, told " + stream.told();
  }

  private interface Condition {
    boolean holds();
  }

  private static boolean until(Condition condition) throws InterruptedException {
    long deadline = System.nanoTime() + SETTLE_MILLIS * 1_000_000;
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(2);
    }
    return true;
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  private static CompactionRequest compaction(long revision) {
    return CompactionRequest.newBuilder().setRevision(revision).build();
  }

  private static AlarmRequest alarm(AlarmRequest.AlarmAction action, int alarm) {
    return AlarmRequest.newBuilder().setAction(action).setMemberID(7).setAlarmValue(alarm).build();
  }

  private static com.google.protobuf.ByteString bytes(String text) {
    return com.google.protobuf.ByteString.copyFromUtf8(text);
  }

  @Override
  public void close() {
    clients.forEach(EtcdClient::close);
  }
}
