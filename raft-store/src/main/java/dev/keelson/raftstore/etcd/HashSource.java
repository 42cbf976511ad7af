package dev.keelson.raftstore.etcd;

import dev.keelson.raftstore.etcd.pb.HashKVRequest;
import dev.keelson.raftstore.etcd.pb.HashKVResponse;
import dev.keelson.raftstore.etcd.pb.MaintenanceGrpc;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The other side of Maintenance.HashKV: one member, ours or real etcd's, whose data is to be
 * compared.
 */
public final class HashSource implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final SnapshotSource member;
  private final ManagedChannel channel;

  /** Connects with the first question. Throws IOException where certificates cannot be read. */
  public HashSource(SnapshotSource member) throws IOException {
    this.member = member;
    this.channel = member.open();
  }

  /**
   * What a member answers.
   *
   * @param cluster id
   * @param floor up to which it is compacted; 0 or less = it is not
   */
  public record Hash(int hash, long floor, long cluster) {}

  /** A member that can be reached cannot answer (yet), and says why: compacted, not yet there. */
  public static final class Refused extends IOException {
    private static final long serialVersionUID = 1;

    private final boolean early;

    Refused(String message, boolean early) {
      super(message);
      this.early = early;
    }

    /** Whether the member does not have the revision yet. */
    public boolean isEarly() {
      return early;
    }
  }

  /** Throws {@link Refused}, or IOException, with one line, where the member is not reached. */
  public Hash at(long revision) throws IOException {
    try {
      HashKVResponse answer =
          ClientCalls.blockingUnaryCall(
              channel,
              MaintenanceGrpc.getHashKVMethod(),
              CallOptions.DEFAULT.withDeadlineAfter(
                  member.limit().orElse(LIMIT).toNanos(), TimeUnit.NANOSECONDS),
              HashKVRequest.newBuilder().setRevision(revision).build());
      return new Hash(
          answer.getHash(), answer.getCompactRevision(), answer.getHeader().getClusterId());
    } catch (StatusRuntimeException e) {
      String line =
          "the server at " + member.endpoint() + ": " + SnapshotSource.line(e.getStatus());
      if (e.getStatus().getCode() == Status.Code.OUT_OF_RANGE) {
        throw new Refused(line, line.contains("future revision"));
      }
      throw new IOException(line, e);
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
