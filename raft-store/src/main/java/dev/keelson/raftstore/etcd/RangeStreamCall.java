package dev.keelson.raftstore.etcd;

import com.google.protobuf.CodedOutputStream;
import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.KvStore.Consistency;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.mvcc.RangeResult;
import dev.keelson.mvcc.ReadView;
import dev.keelson.raftstore.etcd.pb.RangeRequest;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One KV.RangeStream: a range of any size in constant memory. A chunk is read on the pool for scans
 * and sent on the event loop, one after the other, and the next is read only when the last went
 * out: a slow client holds a view open, and no thread and no memory.
 */
final class RangeStreamCall extends ServerCall.Listener<RangeRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(RangeStreamCall.class);

  /** The first chunk is small, so that something comes soon; then twice as many keys each time. */
  private static final int FIRST_CHUNK_KEYS = 10;

  private static final long CHUNK_BYTES = 512 << 10;

  private final Wire wire;
  private final StreamCall stream;
  private @Nullable RangeRequest request;
  private @Nullable Scan scan;
  private boolean reading;

  private RangeStreamCall(
      ServerCall<RangeRequest, Encoded> call, Metadata headers, RpcMetrics metrics, Wire wire) {
    this.wire = wire;
    this.stream = new StreamCall(call, headers, metrics, wire, this::end);
    call.setOnReadyThreshold((int) CHUNK_BYTES);
  }

  static ServerCallHandler<RangeRequest, Encoded> handler(RpcMetrics metrics, Wire wire) {
    return (call, headers) -> {
      if (!StreamCall.admits(call, headers, metrics, wire)) {
        return new ServerCall.Listener<>() {};
      }
      RangeStreamCall it = new RangeStreamCall(call, headers, metrics, wire);
      call.request(1);
      return it;
    };
  }

  @Override
  public void onMessage(RangeRequest message) {
    stream.received();
    request = message;
  }

  @Override
  public void onHalfClose() {
    RangeRequest asked = request;
    if (asked == null) {
      end(Status.INTERNAL.withDescription("Half-closed without a request"));
      return;
    }
    Optional<Status> wrong = RequestChecks.rangeStream(asked);
    if (wrong.isPresent()) {
      end(wrong.get());
      return;
    }
    RangeQuery query = WireMapper.query(asked);
    reading = true;
    wire.kv()
        .view(asked.getSerializable() ? Consistency.SERIALIZABLE : Consistency.LINEARIZABLE)
        .whenComplete((outcome, fault) -> onLoop(() -> opened(query, outcome, fault), outcome));
  }

  private void opened(
      RangeQuery query, @Nullable Outcome<ReadView> outcome, @Nullable Throwable fault) {
    reading = false;
    switch (outcome) {
      case Outcome.Ok<ReadView>(var view) -> {
        scan = new Scan(wire, view, query);
        readOn();
      }
      case Outcome.Refused<ReadView>(var why) -> end(EtcdErrors.of(why).status());
      case null -> fail(fault);
    }
  }

  @Override
  public void onReady() {
    readOn();
  }

  @Override
  public void onCancel() {
    stream.cancelled();
    closeIdle();
  }

  private void readOn() {
    Scan open = scan;
    if (open == null || reading) {
      return;
    }
    if (!stream.isOpen()) {
      closeIdle();
    } else if (stream.isReady()) {
      reading = true;
      try {
        wire.scans().execute(() -> readChunk(open));
      } catch (RejectedExecutionException e) {
        reading = false;
        end(EtcdErrors.TOO_MANY_REQUESTS.status());
      }
    }
  }

  private void readChunk(Scan open) {
    Outcome<Encoded> chunk = null;
    Throwable fault = null;
    try {
      chunk = open.next();
    } catch (RuntimeException e) {
      fault = e;
    }
    Outcome<Encoded> read = chunk;
    Throwable failed = fault;
    try {
      stream.run(() -> send(open, read, failed));
    } catch (RejectedExecutionException e) {
      open.close();
    }
  }

  private void send(Scan open, @Nullable Outcome<Encoded> chunk, @Nullable Throwable fault) {
    reading = false;
    switch (chunk) {
      case Outcome.Ok<Encoded>(var message) -> {
        stream.send(message);
        if (open.isDone()) {
          end(Status.OK);
        } else {
          readOn();
        }
      }
      case Outcome.Refused<Encoded>(var why) -> end(EtcdErrors.of(why).status());
      case null -> fail(fault);
    }
  }

  private void fail(@Nullable Throwable fault) {
    LOG.error("RangeStream failed", fault);
    end(Status.UNKNOWN.withDescription(String.valueOf(fault)));
  }

  private void end(Status status) {
    stream.close(status);
    closeIdle();
  }

  private void closeIdle() {
    if (scan != null && !reading) {
      scan.close();
      scan = null;
    }
  }

  /**
   * Where the event loop is gone, the server has stopped, and only the view is left to be closed.
   */
  private void onLoop(Runnable task, @Nullable Outcome<ReadView> outcome) {
    try {
      stream.run(task);
    } catch (RejectedExecutionException e) {
      if (outcome instanceof Outcome.Ok<ReadView>(var view)) {
        view.close();
      }
    }
  }

  /** The view and how far it was read; one thread at a time. */
  private static final class Scan {
    private final Wire wire;
    private final ReadView view;
    private final RangeQuery query;
    private final long limit;
    private ReadView.@Nullable KeyCursor cursor;
    private int chunkKeys = FIRST_CHUNK_KEYS;
    private long emitted;
    private boolean ahead;
    private boolean done;

    Scan(Wire wire, ReadView view, RangeQuery query) {
      this.wire = wire;
      this.view = view;
      this.query = query;
      this.limit = query.limit() == 0 ? Long.MAX_VALUE : query.limit();
    }

    boolean isDone() {
      return done;
    }

    Outcome<Encoded> next() {
      if (query.countOnly()) {
        done = true;
        return view.range(query).map(r -> last(List.of(), false, r.count()));
      }
      if (cursor == null) {
        switch (view.scan(query.range(), query.revision())) {
          case Outcome.Ok<ReadView.KeyCursor>(var opened) -> {
            cursor = opened;
            ahead = opened.advance();
          }
          case Outcome.Refused<ReadView.KeyCursor>(var why) -> {
            return Outcome.refused(why);
          }
        }
      }
      List<KeyValue> kvs = fill(cursor);
      if (ahead && emitted < limit) {
        return Outcome.ok(new Chunk(new RangeAnswer(Optional.empty(), kvs, false, 0)));
      }
      done = true;
      if (!ahead) {
        return Outcome.ok(last(kvs, false, emitted));
      }
      // As of the same revision, so refused it cannot be.
      RangeResult all = view.range(query.withLimit(0).onlyCount()).orThrow();
      return Outcome.ok(last(kvs, true, all.count()));
    }

    private List<KeyValue> fill(ReadView.KeyCursor from) {
      List<KeyValue> kvs = new ArrayList<>(chunkKeys);
      long bytes = 0;
      while (ahead && emitted < limit && kvs.size() < chunkKeys && bytes < CHUNK_BYTES) {
        KeyValue kv = query.keysOnly() ? from.current().withoutValue() : from.current();
        kvs.add(kv);
        bytes += kv.encoded().length;
        emitted++;
        ahead = from.advance();
      }
      if (bytes < CHUNK_BYTES / 2) {
        chunkKeys = Math.min(chunkKeys * 2, 1 << 14);
      }
      return kvs;
    }

    private Encoded last(List<KeyValue> kvs, boolean more, long count) {
      Header header = wire.header(view.revision());
      return new Chunk(new RangeAnswer(Optional.of(header), kvs, more, count));
    }

    void close() {
      if (cursor != null) {
        cursor.close();
      }
      view.close();
    }
  }

  /** RangeStreamResponse: range_response 1. */
  private static final class Chunk extends Encoded {
    private final Encoded answer;

    Chunk(Encoded answer) {
      this.answer = answer;
    }

    @Override
    int size() {
      return nestedSize(1, answer);
    }

    @Override
    void writeTo(CodedOutputStream out) throws IOException {
      writeNested(out, 1, answer);
    }
  }
}
