package dev.keelson.jepsen.workload;

import dev.keelson.jepsen.history.Compare;
import dev.keelson.jepsen.history.KeyValue;
import dev.keelson.jepsen.history.Keys;
import dev.keelson.jepsen.history.Request;
import dev.keelson.jepsen.history.Response;
import dev.keelson.jepsen.history.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Lists that grow: read one or two, then write both longer by one element if neither has changed.
 * An element that was acknowledged stays for ever, in its place.
 */
final class AppendWorkload implements Workload {
  private static final int LISTS = 3;

  /** Elements in all lists before new lists are begun; bounds the size of values. */
  private static final int ELEMENTS_OF_A_GENERATION = 120;

  private final AtomicLong elements = new AtomicLong();

  @Override
  public String name() {
    return "append";
  }

  @Override
  public String about() {
    return "transactions that append to one or two lists if they have not changed since read";
  }

  @Override
  public Keys keys() {
    return Keys.prefix("a");
  }

  @Override
  public void step(Session session, EtcdClient client, RandomGenerator random)
      throws InterruptedException {
    long element = elements.incrementAndGet();
    int first = random.nextInt(LISTS);
    List<String> keys = new ArrayList<>(List.of(key(element, first)));
    if (random.nextInt(3) == 0) {
      keys.add(key(element, (first + 1) % LISTS));
    }
    List<Request.Action> reads = new ArrayList<>();
    keys.forEach(key -> reads.add(Request.get(key)));
    Response read = client.call(new Request.Txn(List.of(), reads, List.of()));
    if (!(read instanceof Response.Ok(long _, Result.Decided decided))) {
      return;
    }
    List<Compare> unchanged = new ArrayList<>();
    List<Request.Action> writes = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      Optional<KeyValue> now = first(decided.results().get(i));
      unchanged.add(Compare.modRevision(keys.get(i), now.map(KeyValue::modRevision).orElse(0L)));
      String longer = now.map(kv -> kv.value() + " ").orElse("") + element;
      writes.add(Request.put(keys.get(i), longer));
    }
    var _ = client.call(new Request.Txn(unchanged, writes, reads));
  }

  private static Optional<KeyValue> first(Result result) {
    return result instanceof Result.Ranged ranged
        ? ranged.found().stream().findFirst()
        : Optional.empty();
  }

  private static String key(long element, int list) {
    return "a" + element / ELEMENTS_OF_A_GENERATION + "-" + list;
  }
}
