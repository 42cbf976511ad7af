package dev.keelson.jepsen.workload;

import dev.keelson.jepsen.history.Compare;
import dev.keelson.jepsen.history.KeyValue;
import dev.keelson.jepsen.history.Keys;
import dev.keelson.jepsen.history.Request;
import dev.keelson.jepsen.history.Response;
import dev.keelson.jepsen.history.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Accounts between which money moves. Whoever reads all of them at once finds the same total. */
final class BankWorkload implements Workload {
  private static final int ACCOUNTS = 5;
  private static final long START = 100;
  private static final long TOTAL = ACCOUNTS * START;

  @Override
  public String name() {
    return "bank";
  }

  @Override
  public String about() {
    return "transfers by transaction; totals by list and by transaction never change";
  }

  @Override
  public Keys keys() {
    return Keys.prefix("bank/");
  }

  @Override
  public void prepare(Session session) throws InterruptedException {
    List<Request.Action> open = new ArrayList<>();
    for (int i = 0; i < ACCOUNTS; i++) {
      open.add(Request.put(account(i), Long.toString(START)));
    }
    EtcdClient client = session.client(0);
    Request founding = new Request.Txn(List.of(Compare.absent(account(0))), open, List.of());
    while (!(client.call(founding) instanceof Response.Ok)) {}
  }

  @Override
  public void step(Session session, EtcdClient client, RandomGenerator random)
      throws InterruptedException {
    int dice = random.nextInt(10);
    if (dice < 2) {
      checkTotal(session, client.call(Request.list("bank/")));
    } else if (dice < 4) {
      checkTotal(session, client.call(new Request.Txn(List.of(), readAll(), List.of())));
    } else {
      transfer(client, random);
    }
  }

  private static void transfer(EtcdClient client, RandomGenerator random)
      throws InterruptedException {
    int from = random.nextInt(ACCOUNTS);
    int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
    Request both =
        new Request.Txn(
            List.of(), List.of(Request.get(account(from)), Request.get(account(to))), List.of());
    if (!(client.call(both) instanceof Response.Ok ok)) {
      return;
    }
    List<KeyValue> found = pairs(ok.result());
    if (found.size() != 2) {
      return; // the checkers will say
    }
    long amount = 1 + random.nextInt(10);
    long left = Long.parseLong(found.get(0).value()) - amount;
    if (left < 0) {
      return;
    }
    long more = Long.parseLong(found.get(1).value()) + amount;
    var _ =
        client.call(
            new Request.Txn(
                List.of(
                    Compare.modRevision(account(from), found.get(0).modRevision()),
                    Compare.modRevision(account(to), found.get(1).modRevision())),
                List.of(
                    Request.put(account(from), Long.toString(left)),
                    Request.put(account(to), Long.toString(more))),
                List.of()));
  }

  private static void checkTotal(Session session, Response response) {
    if (response instanceof Response.Ok ok) {
      long total = pairs(ok.result()).stream().mapToLong(kv -> Long.parseLong(kv.value())).sum();
      if (total != TOTAL) {
        session.complain(
            "the accounts held "
                + total
                + " instead of "
                + TOTAL
                + " at revision "
                + ok.revision());
      }
    }
  }

  private static List<Request.Action> readAll() {
    List<Request.Action> reads = new ArrayList<>();
    for (int i = 0; i < ACCOUNTS; i++) {
      reads.add(Request.get(account(i)));
    }
    return reads;
  }

  private static List<KeyValue> pairs(Result result) {
    return switch (result) {
      case Result.Ranged ranged -> ranged.found();
      case Result.Decided decided ->
          decided.results().stream().flatMap(inner -> pairs(inner).stream()).toList();
      default -> List.of();
    };
  }

  private static String account(int number) {
    return "bank/" + number;
  }
}
