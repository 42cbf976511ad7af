package dev.keelson.jepsen.workload;

import dev.keelson.jepsen.history.KeyValue;
import dev.keelson.jepsen.history.Keys;
import dev.keelson.jepsen.history.Request;
import dev.keelson.jepsen.history.Response;
import dev.keelson.jepsen.history.Result;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** A few keys, read, written, compared and deleted by everybody. No value is written twice. */
final class RegisterWorkload implements Workload {
  private static final int REGISTERS = 5;

  private final Map<String, Long> lastSeen = new ConcurrentHashMap<>();
  private final AtomicLong values = new AtomicLong();

  @Override
  public String name() {
    return "register";
  }

  @Override
  public String about() {
    return "put, get, delete and compare-and-set by mod revision; linearizable and stale reads";
  }

  @Override
  public Keys keys() {
    return Keys.prefix("r");
  }

  @Override
  public void step(Session session, EtcdClient client, RandomGenerator random)
      throws InterruptedException {
    String key = "r" + random.nextInt(REGISTERS);
    int dice = random.nextInt(100);
    if (dice < 35) {
      look(key, client.call(Request.get(key)));
    } else if (dice < 45) {
      var _ = client.call(Request.getSerializable(key));
    } else if (dice < 70) {
      if (client.call(Request.put(key, next())) instanceof Response.Ok ok) {
        lastSeen.put(key, ok.revision());
      }
    } else if (dice < 97) {
      Request request = Request.compareAndSet(key, lastSeen.getOrDefault(key, 0L), next());
      Response response = client.call(request);
      if (response instanceof Response.Ok(long revision, Result.Decided decided)) {
        if (decided.succeeded()) {
          lastSeen.put(key, revision);
        } else {
          look(key, new Response.Ok(revision, decided.results().getFirst()));
        }
      }
    } else if (client.call(Request.delete(key)) instanceof Response.Ok) {
      lastSeen.put(key, 0L);
    }
  }

  private String next() {
    return "v" + values.incrementAndGet();
  }

  private void look(String key, Response response) {
    if (response instanceof Response.Ok(long _, Result.Ranged ranged)) {
      lastSeen.put(key, ranged.found().stream().findFirst().map(KeyValue::modRevision).orElse(0L));
    }
  }
}
