package dev.keelson.jepsen.workload;

import dev.keelson.jepsen.history.Compare;
import dev.keelson.jepsen.history.Keys;
import dev.keelson.jepsen.history.Request;
import dev.keelson.jepsen.history.Response;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Writers, and watchers of all of it, of a part and of one key, on every member; some come late and
 * begin in the past.
 */
final class WatchWorkload implements Workload {
  private static final int KEYS = 12;
  private static final int MAX_LATE_WATCHES = 8;

  private final AtomicLong values = new AtomicLong();
  private final AtomicLong begin = new AtomicLong(1);
  private final AtomicInteger late = new AtomicInteger();

  @Override
  public String name() {
    return "watch";
  }

  @Override
  public String about() {
    return "watchers of ranges and keys, resumed after breaks, with bookmarks and previous pairs";
  }

  @Override
  public Keys keys() {
    return Keys.prefix("w/");
  }

  @Override
  public void prepare(Session session) throws InterruptedException {
    EtcdClient client = session.client(0);
    while (true) {
      if (client.call(Request.put("w/00", "first")) instanceof Response.Ok ok) {
        begin.set(ok.revision() + 1);
        break;
      }
    }
    for (int member = 0; member < session.members(); member++) {
      var _ = session.watch(member, keys(), begin.get(), member % 2 == 0);
    }
    var _ = session.watch(1, Keys.one("w/03"), begin.get(), true);
    var _ = session.watch(2, Keys.range("w/02", "w/07"), begin.get(), true);
  }

  @Override
  public void step(Session session, EtcdClient client, RandomGenerator random)
      throws InterruptedException {
    int dice = random.nextInt(1_000);
    if (dice < 4 && late.incrementAndGet() <= MAX_LATE_WATCHES) {
      var _ =
          session.watch(
              random.nextInt(session.members()), keys(), begin.get(), random.nextBoolean());
    } else if (dice < 650) {
      var _ = client.call(Request.put(key(random), value()));
    } else if (dice < 800) {
      var _ = client.call(Request.delete(key(random)));
    } else if (dice < 900) {
      int first = random.nextInt(KEYS - 1);
      var _ =
          client.call(
              new Request.Txn(
                  List.of(Compare.absent("never")),
                  List.of(Request.put(name(first), value()), Request.delete(name(first + 1))),
                  List.of()));
    } else {
      var _ = client.call(Request.get(key(random)));
    }
  }

  private static String key(RandomGenerator random) {
    return name(random.nextInt(KEYS));
  }

  private static String name(int number) {
    return "w/%02d".formatted(number);
  }

  private String value() {
    return "v" + values.incrementAndGet();
  }
}
