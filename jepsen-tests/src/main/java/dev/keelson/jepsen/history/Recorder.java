package dev.keelson.jepsen.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Takes down a run while it goes on. Each client writes to its own list, so that recording costs
 * two readings of the clock and no contention; an operation holds about 200 bytes of heap. Calls
 * that nobody ended are in the history as {@link Response.Unknown}. Safe for any number of threads.
 */
public final class Recorder {

  private final LongSupplier clock;
  private final Map<Integer, ClientLog> clients = new ConcurrentHashMap<>();
  private final List<WatchLog> watches = new ArrayList<>();
  private final List<HashObservation> hashes = new ArrayList<>();

  /**
   * @param clock nanoseconds, monotonic across all threads that record
   */
  public Recorder(LongSupplier clock) {
    this.clock = clock;
  }

  /** Records by {@link System#nanoTime}, from 0 at the time of this call. */
  public static Recorder ofThisMachine() {
    long zero = System.nanoTime();
    return new Recorder(() -> System.nanoTime() - zero);
  }

  /** Nanoseconds now. */
  public long now() {
    return clock.getAsLong();
  }

  /** The log of one client: the same for the same number. */
  public ClientLog client(int id) {
    return clients.computeIfAbsent(id, i -> new ClientLog(i, clock));
  }

  /** Begins to record one watch. */
  public WatchLog watch(int client, String member) {
    WatchLog log = new WatchLog(client, member, clock);
    synchronized (watches) {
      watches.add(log);
    }
    return log;
  }

  public void hash(HashObservation observation) {
    synchronized (hashes) {
      hashes.add(observation);
    }
  }

  /** All that has been recorded up to now; recording may go on. */
  public History history() {
    List<Operation> operations = new ArrayList<>();
    for (ClientLog client : clients.values()) {
      client.copyTo(operations);
    }
    List<WatchHistory> seen;
    synchronized (watches) {
      seen = watches.stream().map(WatchLog::history).toList();
    }
    synchronized (hashes) {
      return new History(operations, seen, hashes);
    }
  }

  /** The calls of one client. */
  public static final class ClientLog {
    private final int id;
    private final LongSupplier clock;
    private final List<Operation> done = new ArrayList<>();
    private final List<Call> pending = new ArrayList<>(1);

    private ClientLog(int id, LongSupplier clock) {
      this.id = id;
      this.clock = clock;
    }

    /** To be called right before the request is sent. */
    public synchronized Call begin(Request request) {
      Call call = new Call(this, clock.getAsLong(), request);
      pending.add(call);
      return call;
    }

    private synchronized void end(Call call, long at, Request request, Response response) {
      if (!pending.remove(call)) {
        throw new IllegalStateException("ended twice: " + request);
      }
      done.add(new Operation(id, call.invoked, at, request, response));
    }

    private synchronized void copyTo(List<Operation> all) {
      all.addAll(done);
      for (Call call : pending) {
        all.add(
            new Operation(
                id,
                call.invoked,
                Operation.NEVER,
                call.request,
                new Response.Unknown("under way at the end of the run")));
      }
    }
  }

  /** One call under way; to be ended once. */
  public static final class Call {
    private final ClientLog log;
    private final long invoked;
    private final Request request;

    private Call(ClientLog log, long invoked, Request request) {
      this.log = log;
      this.invoked = invoked;
      this.request = request;
    }

    /** The server answered, with this revision in its header. */
    public void ok(long revision, Result result) {
      long at = log.clock.getAsLong();
      log.end(this, at, request, new Response.Ok(revision, result));
    }

    /** As {@link #ok}, for a request that the answer made complete: a lease's id chosen there. */
    public void ok(Request completed, long revision, Result result) {
      long at = log.clock.getAsLong();
      log.end(this, at, completed, new Response.Ok(revision, result));
    }

    /** It certainly had no effect. */
    public void failed(String reason) {
      log.end(this, log.clock.getAsLong(), request, new Response.Failed(reason));
    }

    /** Nobody knows. */
    public void unknown(String reason) {
      log.end(this, log.clock.getAsLong(), request, new Response.Unknown(reason));
    }
  }

  /** The steps of one watch, in the order they came. */
  public static final class WatchLog {
    private final int client;
    private final String member;
    private final LongSupplier clock;
    private final List<WatchHistory.Step> steps = new ArrayList<>();

    private WatchLog(int client, String member, LongSupplier clock) {
      this.client = client;
      this.member = member;
      this.clock = clock;
    }

    /** Nanoseconds now, for the steps' {@code at}. */
    public long now() {
      return clock.getAsLong();
    }

    public synchronized void add(WatchHistory.Step step) {
      steps.add(step);
    }

    private synchronized WatchHistory history() {
      return new WatchHistory(client, member, steps);
    }
  }
}
