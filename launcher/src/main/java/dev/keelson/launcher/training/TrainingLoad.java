package dev.keelson.launcher.training;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.ByteString;
import dev.keelson.raftstore.etcd.pb.Compare;
import dev.keelson.raftstore.etcd.pb.KVGrpc;
import dev.keelson.raftstore.etcd.pb.LeaseGrantRequest;
import dev.keelson.raftstore.etcd.pb.LeaseGrpc;
import dev.keelson.raftstore.etcd.pb.PutRequest;
import dev.keelson.raftstore.etcd.pb.RangeRequest;
import dev.keelson.raftstore.etcd.pb.RequestOp;
import dev.keelson.raftstore.etcd.pb.TxnRequest;
import io.grpc.ManagedChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Load enough for the JVM to know which methods are hot and what they meet. The AOT cache keeps
 * that, so that a member compiles them once, well and early, instead of measuring them first.
 */
final class TrainingLoad {
  private static final int VALUE_BYTES = 512;
  private static final int KEYS = 2_000;
  private static final long MINUTE = 60;

  private final KVGrpc.KVFutureStub kv;
  private final LeaseGrpc.LeaseFutureStub leases;

  TrainingLoad(ManagedChannel channel) {
    this.kv = KVGrpc.newFutureStub(channel);
    this.leases = LeaseGrpc.newFutureStub(channel);
  }

  /** Some seconds on two cores. */
  void run() throws Exception {
    for (int round = 0; round < 3; round++) {
      calls(6_000, 128, i -> kv.put(put(i)));
      calls(4_000, 64, i -> kv.txn(update(i)));
      calls(400, 1, i -> kv.put(put(i)));
      calls(400, 1, i -> kv.txn(update(i)));
      calls(10_000, 64, i -> kv.range(get(i, i % 2 == 0)));
      calls(200, 4, _ -> kv.range(list(500)));
      calls(200, 4, _ -> kv.range(list(0).toBuilder().setCountOnly(true).build()));
      calls(500, 16, _ -> leases.leaseGrant(LeaseGrantRequest.newBuilder().setTTL(600).build()));
    }
  }

  /** {@code count} calls, {@code atOnce} of them under way. */
  private static <T> void calls(int count, int atOnce, IntFunction<ListenableFuture<T>> call)
      throws Exception {
    CountDownLatch done = new CountDownLatch(count);
    AtomicInteger next = new AtomicInteger();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    for (int i = 0; i < Math.min(atOnce, count); i++) {
      oneAfterAnother(count, next, call, done, failure);
    }
    if (!done.await(MINUTE, TimeUnit.SECONDS) || failure.get() != null) {
      throw new IllegalStateException("the load was not answered", failure.get());
    }
  }

  private static <T> void oneAfterAnother(
      int count,
      AtomicInteger next,
      IntFunction<ListenableFuture<T>> call,
      CountDownLatch done,
      AtomicReference<@Nullable Throwable> failure) {
    int i = next.getAndIncrement();
    if (i >= count) {
      return;
    }
    Futures.addCallback(
        call.apply(i),
        new FutureCallback<T>() {
          @Override
          public void onSuccess(@Nullable T answer) {
            done.countDown();
            oneAfterAnother(count, next, call, done, failure);
          }

          @Override
          public void onFailure(Throwable why) {
            failure.set(why);
            done.countDown();
            oneAfterAnother(count, next, call, done, failure);
          }
        },
        MoreExecutors.directExecutor());
  }

  private static PutRequest put(int i) {
    return PutRequest.newBuilder()
        .setKey(key(i))
        .setValue(ByteString.copyFrom(new byte[VALUE_BYTES]))
        .build();
  }

  /** As kube-apiserver creates and updates; with the wrong revision as often as with the right. */
  private static TxnRequest update(int i) {
    return TxnRequest.newBuilder()
        .addCompare(
            Compare.newBuilder()
                .setKey(key(i))
                .setTarget(Compare.CompareTarget.MOD)
                .setResult(i % 8 == 0 ? Compare.CompareResult.EQUAL : Compare.CompareResult.GREATER)
                .setModRevision(0))
        .addSuccess(RequestOp.newBuilder().setRequestPut(put(i)))
        .addFailure(RequestOp.newBuilder().setRequestRange(get(i, false)))
        .build();
  }

  private static RangeRequest get(int i, boolean serializable) {
    return RangeRequest.newBuilder().setKey(key(i)).setSerializable(serializable).build();
  }

  private static RangeRequest list(int limit) {
    return RangeRequest.newBuilder()
        .setKey(ByteString.copyFromUtf8("/registry/load/"))
        .setRangeEnd(ByteString.copyFromUtf8("/registry/load0"))
        .setLimit(limit)
        .build();
  }

  private static ByteString key(int i) {
    return ByteString.copyFromUtf8("/registry/load/%06d".formatted(i * 7 % KEYS));
  }
}
