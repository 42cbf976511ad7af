package dev.keelson.launcher.judge;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.DeleteRangeResponse;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.PutResponse;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One client under load: puts, txns and deletes on keys of its own and on a few that all share, and
 * a note of each write that was acknowledged and of each version that was read.
 */
final class Writer implements AutoCloseable {
  private static final int OWN_KEYS = 15;
  private static final int SHARED_KEYS = 5;

  /** A change that a server said it made, or showed: it must stay at this revision for ever. */
  record Fact(long revision, String key, String value, boolean deleted, boolean read) {}

  private final int id;
  private final Random random;
  private final List<EtcdClient> clients;
  private final List<Fact> facts = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final Thread thread;
  private volatile boolean closed;
  private volatile int acknowledged;
  private volatile int unknown;
  private long newest;
  private int serial;
  private int endpoint;

  Writer(int id, long seed, List<EtcdClient> clients) {
    this.id = id;
    this.random = new Random(seed * 31 + id);
    this.clients = clients;
    this.endpoint = id % clients.size();
    this.thread = Thread.ofVirtual().name("writer-" + id).start(this::run);
  }

  /** Writes acknowledged so far. */
  int acknowledged() {
    return acknowledged;
  }

  /** Requests that ended in an error, so that nobody knows whether they were done. */
  int unknown() {
    return unknown;
  }

  /** What must be found in the history; to be read after {@link #close()}. */
  List<Fact> facts() {
    return facts;
  }

  /** What was wrong already while writing. */
  List<String> problems() {
    return problems;
  }

  private void run() {
    while (!closed) {
      try {
        step();
        Thread.sleep(random.nextInt(4));
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void step() throws InterruptedException {
    switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> put();
      case 4 -> delete();
      case 5, 6 -> putTwo();
      case 7, 8 -> compareAndSet();
      default -> read(own());
    }
  }

  private void put() throws InterruptedException {
    String key = own();
    String value = fresh();
    if (ask(put(key, value)) instanceof Answer.Reply(PutResponse put)) {
      wrote(put.getHeader().getRevision());
      facts.add(new Fact(newest, key, value, false, false));
    }
  }

  private void delete() throws InterruptedException {
    String key = own();
    Message request = DeleteRangeRequest.newBuilder().setKey(bytes(key)).build();
    if (ask(request) instanceof Answer.Reply(DeleteRangeResponse delete)
        && delete.getDeleted() > 0) {
      wrote(delete.getHeader().getRevision());
      facts.add(new Fact(newest, key, "", true, false));
    }
  }

  private void putTwo() throws InterruptedException {
    String first = "w" + id + "-pair-a";
    String second = "w" + id + "-pair-b";
    String value = fresh();
    TxnRequest txn =
        TxnRequest.newBuilder()
            .addSuccess(RequestOp.newBuilder().setRequestPut(put(first, value)))
            .addSuccess(RequestOp.newBuilder().setRequestPut(put(second, value)))
            .build();
    if (ask(txn) instanceof Answer.Reply(TxnResponse done)) {
      wrote(done.getHeader().getRevision());
      facts.add(new Fact(newest, first, value, false, false));
      facts.add(new Fact(newest, second, value, false, false));
    }
  }

  private void compareAndSet() throws InterruptedException {
    String key = "shared-" + random.nextInt(SHARED_KEYS);
    long seen = read(key);
    if (seen < 0) {
      return;
    }
    String value = fresh();
    TxnRequest txn =
        TxnRequest.newBuilder()
            .addCompare(
                Compare.newBuilder()
                    .setKey(bytes(key))
                    .setTarget(Compare.CompareTarget.MOD)
                    .setModRevision(seen))
            .addSuccess(RequestOp.newBuilder().setRequestPut(put(key, value)))
            .build();
    if (ask(txn) instanceof Answer.Reply(TxnResponse done) && done.getSucceeded()) {
      wrote(done.getHeader().getRevision());
      facts.add(new Fact(newest, key, value, false, false));
    }
  }

  /** Linearizable: mod revision of the key, 0 when absent, −1 when there was no answer. */
  private long read(String key) throws InterruptedException {
    Message request = RangeRequest.newBuilder().setKey(bytes(key)).build();
    if (!(ask(request) instanceof Answer.Reply(RangeResponse range))) {
      return -1;
    }
    if (range.getHeader().getRevision() < newest) {
      problems.add(
          "writer "
              + id
              + " read at revision "
              + range.getHeader().getRevision()
              + " after its write at "
              + newest
              + " was acknowledged");
    }
    if (range.getKvsCount() == 0) {
      return 0;
    }
    KeyValue kv = range.getKvs(0);
    facts.add(new Fact(kv.getModRevision(), key, kv.getValue().toStringUtf8(), false, true));
    return kv.getModRevision();
  }

  private void wrote(long revision) {
    acknowledged++;
    if (revision <= newest) {
      problems.add(
          "writer " + id + " was told revision " + revision + " for a write after " + newest);
    }
    newest = revision;
  }

  /** One attempt; after an error the next request goes to the next endpoint. */
  private Answer ask(Message request) throws InterruptedException {
    Answer answer = clients.get(endpoint).call(request);
    if (answer instanceof Answer.Error) {
      unknown++;
      endpoint = (endpoint + 1) % clients.size();
      Thread.sleep(20);
      clients.get(endpoint).reconnect();
    }
    return answer;
  }

  private String own() {
    return "w" + id + "-" + random.nextInt(OWN_KEYS);
  }

  private String fresh() {
    return id + ":" + serial++ + ":" + "x".repeat(random.nextInt(200));
  }

  private static PutRequest put(String key, String value) {
    return PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value)).build();
  }

  private static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(60_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      throw new AssertionError("writer " + id + " did not end");
    }
  }
}
