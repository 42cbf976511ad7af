package dev.keelson.launcher.judge;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.HashKVRequest;
import io.etcd.jetcd.api.HashKVResponse;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseTimeToLiveRequest;
import io.etcd.jetcd.api.LeaseTimeToLiveResponse;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * A store with everything in it: keys, their history, tombstones, leases with keys, a compaction in
 * between. The same seed makes the same store on any server.
 */
final class Filling {
  private static final int OPS_A_TXN = 100;
  private static final int IN_FLIGHT = 16;
  private static final int LEASES = 20;
  static final long TTL = 5_000;

  private final EtcdClient client;
  private final int keys;
  private final int valueBytes;
  private final Random random;
  private final Deque<CompletableFuture<Answer>> inFlight = new ArrayDeque<>();

  private Filling(EtcdClient client, int keys, int valueBytes, long seed) {
    this.client = client;
    this.keys = keys;
    this.valueBytes = valueBytes;
    this.random = new Random(seed);
  }

  static void fill(EtcdClient client, int keys, int valueBytes, long seed) {
    Filling it = new Filling(client, keys, valueBytes, seed);
    it.puts(0, keys, 1);
    it.leases();
    it.puts(0, keys, 5);
    it.deletes(7);
    it.flush();
    client.call(
        CompactionRequest.newBuilder().setRevision(revision(client) / 2).setPhysical(true).build());
    it.puts(0, keys, 10);
    it.deletes(11);
    it.puts(keys / 2, keys / 2 + keys / 20, 1);
    it.flush();
    // A deletion that deleted nothing may have come last; etcd 3.4 would not know that it was
    // there.
    client.call(it.put(0, 0));
  }

  /** Every {@code step}-th key of a range. */
  private void puts(int from, int to, int step) {
    TxnRequest.Builder txn = TxnRequest.newBuilder();
    for (int i = from; i < to; i += step) {
      txn.addSuccess(RequestOp.newBuilder().setRequestPut(put(i, 0)));
      if (txn.getSuccessCount() == OPS_A_TXN) {
        send(txn.build());
        txn = TxnRequest.newBuilder();
      }
    }
    if (txn.getSuccessCount() > 0) {
      send(txn.build());
    }
  }

  private PutRequest put(int key, long lease) {
    byte[] value = new byte[valueBytes];
    random.nextBytes(value);
    return PutRequest.newBuilder()
        .setKey(key(key))
        .setValue(ByteString.copyFrom(value))
        .setLease(lease)
        .build();
  }

  private static ByteString key(int number) {
    return ByteString.copyFromUtf8("/registry/things/%03d/%08d".formatted(number % 500, number));
  }

  private void leases() {
    flush();
    for (int i = 1; i <= LEASES; i++) {
      client.call(LeaseGrantRequest.newBuilder().setID(1000 + i).setTTL(TTL + i).build());
      for (int k = 0; k < 5; k++) {
        send(put(13 * i + k, 1000 + i));
      }
    }
  }

  private void deletes(int step) {
    TxnRequest.Builder txn = TxnRequest.newBuilder();
    for (int i = 0; i < keys; i += 10 * step) {
      txn.addSuccess(
          RequestOp.newBuilder()
              .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(key(i))));
      if (txn.getSuccessCount() == OPS_A_TXN) {
        send(txn.build());
        txn = TxnRequest.newBuilder();
      }
    }
    if (txn.getSuccessCount() > 0) {
      send(txn.build());
    }
  }

  private void send(Message request) {
    inFlight.add(client.send(request));
    if (inFlight.size() > IN_FLIGHT) {
      done(inFlight.remove());
    }
  }

  private void flush() {
    while (!inFlight.isEmpty()) {
      done(inFlight.remove());
    }
  }

  private static void done(CompletableFuture<Answer> answer) {
    EtcdClient.await(answer).as(Message.class);
  }

  static long revision(EtcdClient client) {
    return client
        .call(RangeRequest.newBuilder().setKey(key(0)).setCountOnly(true).build())
        .as(RangeResponse.class)
        .getHeader()
        .getRevision();
  }

  /** What must be the same in every copy: hashes at some revisions, leases, old and new answers. */
  static List<String> portrait(EtcdClient client, long floor, long head) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i <= 10; i++) {
      // Not the floor itself, whose hash older servers refuse.
      long revision = floor + 1 + (head - floor - 1) * i / 10;
      HashKVResponse hash =
          client
              .call(HashKVRequest.newBuilder().setRevision(revision).build())
              .as(HashKVResponse.class);
      lines.add(revision + ": hash " + Integer.toUnsignedString(hash.getHash()));
      RangeResponse range =
          client
              .call(
                  RangeRequest.newBuilder()
                      .setKey(ByteString.copyFromUtf8("/registry/things/1"))
                      .setRangeEnd(ByteString.copyFromUtf8("/registry/things/2"))
                      .setRevision(revision)
                      .setLimit(200)
                      .build())
              .as(RangeResponse.class);
      lines.add("  %d keys, pairs %x".formatted(range.getCount(), range.getKvsList().hashCode()));
    }
    for (int i = 1; i <= LEASES; i++) {
      LeaseTimeToLiveResponse lease =
          client
              .call(LeaseTimeToLiveRequest.newBuilder().setID(1000 + i).setKeys(true).build())
              .as(LeaseTimeToLiveResponse.class);
      lines.add(
          "lease %d of %d s, alive %s: %s"
              .formatted(
                  lease.getID(),
                  lease.getGrantedTTL(),
                  lease.getTTL() > TTL / 2,
                  lease.getKeysList().stream().map(ByteString::toStringUtf8).sorted().toList()));
    }
    return lines;
  }
}
