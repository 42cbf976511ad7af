package dev.keelson.raftstore.etcd;

import dev.keelson.mvcc.copy.StoreExport;
import dev.keelson.raftstore.backup.EtcdImage;
import dev.keelson.raftstore.backup.bbolt.BoltImage;
import dev.keelson.raftstore.etcd.pb.SnapshotRequest;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Maintenance.Snapshot: the store at one moment as a bbolt file and its hash. A thread of its
 * own reads the store, twice, and makes the messages; the event loop sends them when the client
 * takes them. Writes go on meanwhile; memory is a megabyte, whatever the store's size.
 */
final class SnapshotCall extends ServerCall.Listener<SnapshotRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotCall.class);

  /** At a time, for one server; each has a thread and reads everything. */
  static final int MOST = 4;

  private static final int READY_BYTES = 512 << 10;

  private final Wire wire;
  private final StreamCall stream;
  private final Semaphore permits;
  private final Deque<FramePack> waiting = new ArrayDeque<>();

  // Set by the thread, closed by the event loop.
  private volatile @Nullable StoreExport export;
  private volatile @Nullable SnapshotPacks packs;
  private volatile boolean cut;

  // The event loop's.
  private @Nullable Thread thread;
  private boolean complete;

  private SnapshotCall(
      ServerCall<SnapshotRequest, Encoded> call,
      Metadata headers,
      RpcMetrics metrics,
      Wire wire,
      Semaphore permits) {
    this.wire = wire;
    this.permits = permits;
    this.stream = new StreamCall(call, headers, metrics, wire, this::end);
    call.setOnReadyThreshold(READY_BYTES);
  }

  /** {@code permits} are shared by all calls: see {@link #MOST}. */
  static ServerCallHandler<SnapshotRequest, Encoded> handler(
      RpcMetrics metrics, Wire wire, Semaphore permits) {
    return (call, headers) -> {
      if (!StreamCall.admits(call, headers, metrics, wire)) {
        return new ServerCall.Listener<>() {};
      }
      SnapshotCall it = new SnapshotCall(call, headers, metrics, wire, permits);
      call.request(1);
      return it;
    };
  }

  @Override
  public void onMessage(SnapshotRequest message) {
    stream.received();
  }

  @Override
  public void onHalfClose() {
    if (!permits.tryAcquire()) {
      end(EtcdErrors.TOO_MANY_REQUESTS.status());
      return;
    }
    thread = Thread.ofPlatform().daemon().name("etcd-snapshot").start(this::produce);
  }

  @Override
  public void onReady() {
    send();
  }

  @Override
  public void onCancel() {
    stream.cancelled();
    cut();
  }

  /** On the thread of this call. */
  private void produce() {
    Status result;
    try (StoreExport source = wire.node().export().join()) {
      export = source;
      if (cut) {
        return;
      }
      write(source);
      result = Status.OK;
    } catch (IOException | IllegalStateException e) {
      LOG.atInfo().addKeyValue("reason", e.getMessage()).log("database snapshot was cut off");
      result = EtcdErrors.STOPPED.status();
    } catch (RuntimeException e) {
      LOG.error("Snapshot failed", e);
      result = Status.UNKNOWN.withDescription(String.valueOf(e));
    } finally {
      permits.release();
    }
    Status ended = result;
    onLoop(
        () -> {
          if (ended.isOk()) {
            complete = true;
            send();
          } else {
            end(ended);
          }
        });
  }

  private void write(StoreExport source) throws IOException {
    long start = System.nanoTime();
    BoltImage image =
        EtcdImage.measure(
            source, wire.node().membership(), wire.node().raftTerm(), EtcdVersion.STORAGE);
    LOG.atInfo()
        .addKeyValue("total-bytes", image.size())
        .addKeyValue("revision", source.head())
        .addKeyValue("storage-version", EtcdVersion.STORAGE)
        .log("sending database snapshot to client");
    SnapshotPacks out = new SnapshotPacks(image.size(), pack -> onLoop(() -> offer(pack)));
    packs = out;
    image.writeTo(out);
    out.finish();
    LOG.atInfo()
        .addKeyValue("total-bytes", image.size())
        .addKeyValue("took", Duration.ofNanos(System.nanoTime() - start))
        .log("successfully sent database snapshot to client");
  }

  private void offer(FramePack pack) {
    waiting.add(pack);
    send();
  }

  private void send() {
    SnapshotPacks out = packs;
    while (out != null && !waiting.isEmpty() && stream.isReady()) {
      FramePack pack = waiting.remove();
      stream.send(pack);
      out.giveBack(pack);
    }
    if (complete && waiting.isEmpty()) {
      stream.close(Status.OK);
    }
  }

  private void end(Status status) {
    stream.close(status);
    cut();
  }

  /** Wakes the thread from wherever it waits or reads. */
  private void cut() {
    cut = true;
    StoreExport source = export;
    if (source != null) {
      source.close();
    }
    if (thread != null) {
      thread.interrupt();
    }
  }

  private void onLoop(Runnable task) {
    try {
      stream.run(task);
    } catch (RejectedExecutionException e) {
      cut(); // the server has stopped
    }
  }
}
