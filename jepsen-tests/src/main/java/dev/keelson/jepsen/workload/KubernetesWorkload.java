package dev.keelson.jepsen.workload;

import dev.keelson.jepsen.history.Compare;
import dev.keelson.jepsen.history.KeyValue;
import dev.keelson.jepsen.history.Keys;
import dev.keelson.jepsen.history.Request;
import dev.keelson.jepsen.history.Response;
import dev.keelson.jepsen.history.Result;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * What a kube-apiserver asks for: create if absent, update and delete by mod revision with the
 * object back on conflict, lists in pages that all show the first page's revision, and one watch a
 * resource from the revision of a list.
 */
final class KubernetesWorkload implements Workload {
  private static final String PREFIX = "/registry/pods/default/";
  private static final int OBJECTS = 14;
  private static final long PAGE = 5;

  private final AtomicLong resourceVersions = new AtomicLong();

  @Override
  public String name() {
    return "kubernetes";
  }

  @Override
  public String about() {
    return "create, update and delete by mod revision, paged lists at one revision, informers";
  }

  @Override
  public Keys keys() {
    return Keys.prefix(PREFIX);
  }

  @Override
  public void prepare(Session session) throws InterruptedException {
    EtcdClient client = session.client(0);
    for (int member = 0; member < session.members(); member++) {
      inform(session, client, member);
    }
  }

  /** Lists, then watches from the revision after. */
  private void inform(Session session, EtcdClient client, int member) throws InterruptedException {
    while (!session.isOver()) {
      if (client.call(Request.list(PREFIX)) instanceof Response.Ok ok) {
        var _ = session.watch(member, keys(), ok.revision() + 1, true);
        return;
      }
    }
  }

  @Override
  public void step(Session session, EtcdClient client, RandomGenerator random)
      throws InterruptedException {
    String key = PREFIX + "pod-" + (char) ('a' + random.nextInt(OBJECTS));
    int dice = random.nextInt(100);
    if (dice < 20) {
      create(client, key);
    } else if (dice < 65) {
      update(client, key);
    } else if (dice < 75) {
      delete(client, key);
    } else if (dice < 90) {
      list(session, client);
    } else if (dice < 92) {
      again(session, client, random);
    } else {
      var _ = client.call(Request.get(key));
    }
  }

  private void create(EtcdClient client, String key) throws InterruptedException {
    var _ =
        client.call(
            new Request.Txn(
                List.of(Compare.modRevision(key, 0)),
                List.of(Request.put(key, object())),
                List.of()));
  }

  private void update(EtcdClient client, String key) throws InterruptedException {
    Optional<KeyValue> now = get(client, key);
    if (now.isPresent()) {
      var _ = client.call(Request.compareAndSet(key, now.get().modRevision(), object()));
    }
  }

  private static void delete(EtcdClient client, String key) throws InterruptedException {
    Optional<KeyValue> now = get(client, key);
    if (now.isPresent()) {
      var _ =
          client.call(
              new Request.Txn(
                  List.of(Compare.modRevision(key, now.get().modRevision())),
                  List.of(Request.delete(key)),
                  List.of(Request.get(key))));
    }
  }

  private static Optional<KeyValue> get(EtcdClient client, String key) throws InterruptedException {
    return client.call(Request.get(key)) instanceof Response.Ok(long _, Result.Ranged ranged)
        ? ranged.found().stream().findFirst()
        : Optional.empty();
  }

  /** Pages; what the second page and later show is of the revision of the first. */
  private void list(Session session, EtcdClient client) throws InterruptedException {
    String from = PREFIX;
    long at = 0;
    long seen = 0;
    while (true) {
      Request page = new Request.Range(Keys.range(from, keys().end()), PAGE, at, false);
      if (!(client.call(page) instanceof Response.Ok(long revision, Result.Ranged ranged))) {
        return;
      }
      at = at == 0 ? revision : at;
      seen += ranged.found().size();
      for (KeyValue kv : ranged.found()) {
        if (kv.modRevision() > at) {
          session.complain("a list at revision " + at + " shows " + kv);
        }
      }
      if (!ranged.more()) {
        return;
      }
      if (ranged.found().isEmpty() || seen > OBJECTS) {
        session.complain("a list at revision " + at + " has no end after " + seen + " objects");
        return;
      }
      from = ranged.found().getLast().key() + "\0";
    }
  }

  /** An informer whose watch met a compaction lists again. */
  private void again(Session session, EtcdClient client, RandomGenerator random)
      throws InterruptedException {
    List<WatchClient> watches = session.watches();
    if (watches.getLast().cancelledAt() > 0) {
      inform(session, client, random.nextInt(session.members()));
    }
  }

  private String object() {
    return "object " + resourceVersions.incrementAndGet();
  }
}
