package dev.keelson.raftstore.consensus;

import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.ratis.grpc.server.GrpcServices;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto.AppendResult;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyServerBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a follower claim only what its log holds.
 *
 * <p>Ratis 3.3 takes entries that begin where others under way begin for the same ones, and answers
 * for all of them when those are written ({@code ServerImplUtils.NavigableIndices}). A leader that
 * sends again after a break packs what has come meanwhile into the same request, so the claim
 * reaches further than the log: the leader counts this member for entries that it does not have,
 * never offers them again, and the member stands still; with another member gone what was
 * acknowledged so is lost. Such an answer is made into one that has the entries sent again.
 */
final class AppendClaims implements GrpcServices.Customizer, ServerInterceptor {
  private static final Logger LOG = LoggerFactory.getLogger(AppendClaims.class);

  /** What this member's log holds. */
  interface Held {
    /** Whether the entry of this term is at this index, and on the disk. */
    boolean holds(long term, long index);
  }

  /** What one request brought: its first index, and its last entry, which stands for all. */
  private record Brought(long first, long term, long last) {}

  private volatile Held held = (_, _) -> true;

  /** Until this is known every claim is believed. */
  void heldBy(Held held) {
    this.held = held;
  }

  /**
   * An entry of the same term at the same index is the same, and so is all before it. What is
   * committed here may have left the log for a checkpoint. The log is there once the server runs.
   */
  static Held of(Supplier<RaftLog> division) {
    return (term, index) -> {
      RaftLog log = division.get();
      if (log.getFlushIndex() < index) {
        return false;
      }
      TermIndex there = log.getTermIndex(index);
      return there != null ? there.getTerm() == term : log.getLastCommittedIndex() >= index;
    };
  }

  @Override
  public NettyServerBuilder customize(
      NettyServerBuilder builder, EnumSet<GrpcServices.Type> types) {
    return types.contains(GrpcServices.Type.SERVER) ? builder.intercept(this) : builder;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Map<Long, Brought> underWay = new ConcurrentHashMap<>();
    ServerCall<Q, A> truthful =
        new SimpleForwardingServerCall<>(call) {
          @Override
          @SuppressWarnings("unchecked")
          public void sendMessage(A answer) {
            super.sendMessage(
                answer instanceof AppendEntriesReplyProto reply
                    ? (A) checked(reply, underWay)
                    : answer);
          }
        };
    return new SimpleForwardingServerCallListener<>(next.startCall(truthful, headers)) {
      @Override
      public void onMessage(Q message) {
        if (message instanceof AppendEntriesRequestProto append && append.getEntriesCount() > 0) {
          LogEntryProto last = append.getEntries(append.getEntriesCount() - 1);
          underWay.put(
              append.getServerRequest().getCallId(),
              new Brought(append.getEntries(0).getIndex(), last.getTerm(), last.getIndex()));
        }
        super.onMessage(message);
      }
    };
  }

  private boolean isHeld(Brought brought) {
    try {
      return held.holds(brought.term, brought.last);
    } catch (RuntimeException e) {
      return false; // the log is closed: nothing is claimed of it any more
    }
  }

  private AppendEntriesReplyProto checked(
      AppendEntriesReplyProto reply, Map<Long, Brought> underWay) {
    Brought brought = underWay.remove(reply.getServerReply().getCallId());
    if (brought == null || reply.getResult() != AppendResult.SUCCESS || isHeld(brought)) {
      return reply;
    }
    LOG.info("entries {} to {} were not taken; asking again", brought.first, brought.last);
    return reply.toBuilder()
        .setResult(AppendResult.INCONSISTENCY)
        .setServerReply(reply.getServerReply().toBuilder().setSuccess(false))
        .setNextIndex(brought.first)
        .setMatchIndex(RaftLog.INVALID_LOG_INDEX)
        .build();
  }
}
