package dev.keelson.raftstore.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto.AppendResult;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcReplyProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.MethodDescriptor;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.junit.jupiter.api.Test;

class AppendClaimsTest {
  private static final long TERM = 2;

  private final AppendClaims claims = new AppendClaims();
  private final FakeCall wire = new FakeCall();

  /**
   * Why there is such a class: Ratis answers for five entries when it has taken two. Should this
   * fail with another Ratis, the class may go.
   */
  @Test
  @SuppressWarnings("unchecked")
  void ratisAnswersForEntriesThatItDoesNotTake() throws Exception {
    Class<?> type = Class.forName("org.apache.ratis.server.impl.ServerImplUtils$NavigableIndices");
    Constructor<?> maker = type.getDeclaredConstructor();
    maker.setAccessible(true);
    Method append = type.getDeclaredMethod("append", List.class, Function.class);
    append.setAccessible(true);
    Object indices = maker.newInstance();
    CompletableFuture<Void> written = new CompletableFuture<>();
    List<List<LogEntryProto>> taken = new ArrayList<>();
    Function<List<LogEntryProto>, CompletableFuture<Void>> log =
        entries -> {
          synchronized (taken) {
            taken.add(entries);
          }
          return written;
        };
    var first = (CompletableFuture<Void>) append.invoke(indices, entries(646, 647), log);
    var again = (CompletableFuture<Void>) append.invoke(indices, entries(646, 650), log);
    written.complete(null);
    first.get(30, TimeUnit.SECONDS);
    again.get(30, TimeUnit.SECONDS);
    assertThat(taken).containsExactly(entries(646, 647));
  }

  @Test
  void aClaimPastTheLogAsksForTheEntriesAgain() {
    claims.heldBy((term, index) -> index <= 647);
    assertThat(answerTo(request(7, 646, 650), success(7, 650)))
        .returns(AppendResult.INCONSISTENCY, AppendEntriesReplyProto::getResult)
        .returns(646L, AppendEntriesReplyProto::getNextIndex)
        .returns(-1L, AppendEntriesReplyProto::getMatchIndex)
        .returns(7L, reply -> reply.getServerReply().getCallId());
  }

  @Test
  void whatTheLogHoldsMayBeClaimed() {
    claims.heldBy((term, index) -> term == TERM && index <= 650);
    assertThat(answerTo(request(7, 646, 650), success(7, 650))).isEqualTo(success(7, 650));
  }

  @Test
  void anotherTermsEntriesAreNotTheLeaders() {
    claims.heldBy((term, index) -> term == TERM - 1);
    assertThat(answerTo(request(7, 646, 647), success(7, 647)).getResult())
        .isEqualTo(AppendResult.INCONSISTENCY);
  }

  @Test
  void aClosedLogClaimsNothing() {
    claims.heldBy(
        (_, _) -> {
          throw new IllegalStateException("closed");
        });
    assertThat(answerTo(request(7, 646, 647), success(7, 647)).getResult())
        .isEqualTo(AppendResult.INCONSISTENCY);
  }

  @Test
  void heartbeatsAndRefusalsPass() {
    claims.heldBy((_, _) -> false);
    assertThat(answerTo(heartbeat(3), success(3, -1))).isEqualTo(success(3, -1));
    AppendEntriesReplyProto refusal =
        success(4, -1).toBuilder().setResult(AppendResult.NOT_LEADER).build();
    assertThat(answerTo(request(4, 646, 647), refusal)).isEqualTo(refusal);
  }

  @Test
  void aLogHoldsWhatIsOnItsDiskOrInACheckpoint() {
    AppendClaims.Held held = AppendClaims.of(() -> log(600, 640, 645, 650));
    assertThat(held.holds(TERM, 645)).isTrue();
    assertThat(held.holds(TERM, 646)).as("not on the disk yet").isFalse();
    assertThat(held.holds(TERM - 1, 645)).as("of another term").isFalse();
    assertThat(held.holds(TERM, 590)).as("committed, and dropped").isTrue();
    assertThat(AppendClaims.of(() -> log(600, 640, 660, 650)).holds(TERM, 655))
        .as("missing")
        .isFalse();
  }

  private static RaftLog log(long start, long committed, long flushed, long last) {
    return (RaftLog)
        Proxy.newProxyInstance(
            RaftLog.class.getClassLoader(),
            new Class<?>[] {RaftLog.class},
            (_, method, arguments) ->
                switch (method.getName()) {
                  case "getFlushIndex" -> flushed;
                  case "getLastCommittedIndex" -> committed;
                  case "getTermIndex" -> {
                    long index = (long) arguments[0];
                    yield index < start || index > last ? null : TermIndex.valueOf(TERM, index);
                  }
                  default -> throw new AssertionError(method);
                });
  }

  private AppendEntriesReplyProto answerTo(
      AppendEntriesRequestProto request, AppendEntriesReplyProto reply) {
    List<ServerCall<?, AppendEntriesReplyProto>> given = new ArrayList<>();
    var listener =
        claims.interceptCall(
            wire,
            new Metadata(),
            (call, _) -> {
              given.add(call);
              return new ServerCall.Listener<>() {};
            });
    listener.onMessage(request);
    given.getFirst().sendMessage(reply);
    return wire.sent.removeLast();
  }

  private static List<LogEntryProto> entries(long first, long last) {
    return LongStream.rangeClosed(first, last)
        .mapToObj(index -> LogEntryProto.newBuilder().setTerm(TERM).setIndex(index).build())
        .toList();
  }

  private static AppendEntriesRequestProto request(long callId, long first, long last) {
    return heartbeat(callId).toBuilder().addAllEntries(entries(first, last)).build();
  }

  private static AppendEntriesRequestProto heartbeat(long callId) {
    return AppendEntriesRequestProto.newBuilder()
        .setServerRequest(RaftRpcRequestProto.newBuilder().setCallId(callId))
        .build();
  }

  private static AppendEntriesReplyProto success(long callId, long match) {
    return AppendEntriesReplyProto.newBuilder()
        .setServerReply(RaftRpcReplyProto.newBuilder().setCallId(callId).setSuccess(true))
        .setResult(AppendResult.SUCCESS)
        .setMatchIndex(match)
        .setNextIndex(match + 1)
        .build();
  }

  private static final class FakeCall
      extends ServerCall<AppendEntriesRequestProto, AppendEntriesReplyProto> {
    final List<AppendEntriesReplyProto> sent = new ArrayList<>();

    @Override
    public void request(int messages) {}

    @Override
    public void sendHeaders(Metadata headers) {}

    @Override
    public void sendMessage(AppendEntriesReplyProto message) {
      sent.add(message);
    }

    @Override
    public void close(Status status, Metadata trailers) {}

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public MethodDescriptor<AppendEntriesRequestProto, AppendEntriesReplyProto>
        getMethodDescriptor() {
      throw new AssertionError("not asked for");
    }
  }
}
