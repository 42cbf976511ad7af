package dev.keelson.jepsen.workload;

import dev.keelson.jepsen.history.Compare;
import dev.keelson.jepsen.history.Keys;
import dev.keelson.jepsen.history.Recorder;
import dev.keelson.jepsen.history.Request;
import dev.keelson.jepsen.history.Response;
import dev.keelson.jepsen.history.Result;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * A lock is a key with a lease; its create revision is the fencing token, and the resource that it
 * guards, which lives here, refuses a token older than one it has seen. A holder may lose its lease
 * without noticing; what must never happen is that a newer holder gets an older token.
 *
 * <p>Recorded twice: the calls as they are, and what they mean (acquire, use, release) by a client
 * of its own number.
 */
final class LockWorkload implements Workload {
  private static final int LOCKS = 2;
  private static final long TTL_SECONDS = 2;

  /** Client numbers for meanings are this much higher than those for calls. */
  private static final int MEANING = 10_000;

  private final Map<String, Long> newestSeen = new ConcurrentHashMap<>();

  @Override
  public String name() {
    return "lock";
  }

  @Override
  public String about() {
    return "a lock held by a lease, with a fencing token; grant, keep-alive, revoke and expiry";
  }

  @Override
  public Keys keys() {
    return Keys.prefix("lock");
  }

  @Override
  public void step(Session session, EtcdClient client, RandomGenerator random)
      throws InterruptedException {
    if (!(client.call(new Request.LeaseGrant(0, TTL_SECONDS))
        instanceof Response.Ok(long _, Result.Leased lease))) {
      return;
    }
    Recorder.ClientLog meaning = session.recorder().client(client.id() + MEANING);
    String lock = "lock" + random.nextInt(LOCKS);
    long token = acquire(client, meaning, lock, lease.id());
    for (int uses = random.nextInt(6); token > 0 && uses > 0; uses--) {
      use(meaning, lock, token);
      if (random.nextInt(3) == 0) {
        var _ = client.call(new Request.LeaseKeepAlive(lease.id()));
      }
      Thread.sleep(random.nextInt(20));
    }
    if (token > 0 && random.nextInt(10) < 8) {
      release(client, meaning, lock, token);
    }
    if (random.nextInt(10) < 9) { // else it expires
      var _ = client.call(new Request.LeaseRevoke(lease.id()));
    }
  }

  /** The token; 0 if not acquired. */
  private static long acquire(
      EtcdClient client, Recorder.ClientLog meaning, String lock, long lease)
      throws InterruptedException {
    Recorder.Call call = meaning.begin(new Request.Acquire(lock, lease));
    Request.Put hold = new Request.Put(lock, "held by " + client.id(), lease);
    Response response =
        client.call(
            new Request.Txn(
                List.of(Compare.absent(lock)), List.of(hold), List.of(Request.get(lock))));
    switch (response) {
      case Response.Ok(long revision, Result result)
          when result instanceof Result.Decided decided && decided.succeeded() -> {
        call.ok(revision, new Result.Acquired(revision));
        return revision;
      }
      case Response.Ok _ -> call.failed("held by another");
      case Response.Failed(String reason) -> call.failed(reason);
      case Response.Unknown(String reason) -> call.unknown(reason);
    }
    return 0;
  }

  private void use(Recorder.ClientLog meaning, String lock, long token) {
    Recorder.Call call = meaning.begin(new Request.Guarded(lock, token));
    long newest = newestSeen.merge(lock, token, Math::max);
    call.ok(0, new Result.Accepted(newest == token));
  }

  private static void release(
      EtcdClient client, Recorder.ClientLog meaning, String lock, long token)
      throws InterruptedException {
    Recorder.Call call = meaning.begin(new Request.Release(lock, token));
    Response response =
        client.call(
            new Request.Txn(
                List.of(Compare.createRevision(lock, token)),
                List.of(Request.delete(lock)),
                List.of(Request.get(lock))));
    switch (response) {
      case Response.Ok(long revision, Result result) ->
          call.ok(
              revision,
              new Result.Accepted(result instanceof Result.Decided decided && decided.succeeded()));
      case Response.Failed(String reason) -> call.failed(reason);
      case Response.Unknown(String reason) -> call.unknown(reason);
    }
  }
}
