package dev.keelson.launcher.judge;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Watches all keys from the first revision and writes down what it sees. When its stream breaks it
 * goes on at the next member, one revision after the last it saw: a gap would be a lost event.
 */
final class Witness implements AutoCloseable {
  private static final ByteString ALL = ByteString.copyFrom(new byte[] {0});

  private final List<EtcdClient> clients;
  private final History history = new History();
  private final Thread thread;
  private volatile boolean closed;
  private volatile long breaks;

  Witness(List<EtcdClient> clients) {
    this.clients = clients;
    this.thread = Thread.ofVirtual().name("witness").start(this::run);
  }

  History history() {
    return history;
  }

  /** How often its stream broke. */
  long breaks() {
    return breaks;
  }

  /** Waits until this revision was seen; false when it was not within the limit. */
  boolean sees(long revision, long limitMillis) throws InterruptedException {
    long deadline = System.nanoTime() + limitMillis * 1_000_000;
    while (history.newest() < revision) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(5);
    }
    return true;
  }

  private void run() {
    int at = 0;
    while (!closed) {
      watch(clients.get(at++ % clients.size()));
      breaks++;
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void watch(EtcdClient client) {
    client.reconnect();
    CountDownLatch ended = new CountDownLatch(1);
    StreamObserver<WatchRequest> requests =
        client.watch(
            new StreamObserver<>() {
              @Override
              public void onNext(WatchResponse response) {
                for (Event event : response.getEventsList()) {
                  history.add(event);
                }
                if (response.getCanceled()) {
                  ended.countDown();
                }
              }

              @Override
              public void onError(Throwable problem) {
                ended.countDown();
              }

              @Override
              public void onCompleted() {
                ended.countDown();
              }
            });
    requests.onNext(
        WatchRequest.newBuilder()
            .setCreateRequest(
                WatchCreateRequest.newBuilder()
                    .setKey(ALL)
                    .setRangeEnd(ALL)
                    .setStartRevision(history.newest() + 1))
            .build());
    try {
      while (!ended.await(50, TimeUnit.MILLISECONDS)) {
        if (closed) {
          break;
        }
      }
      requests.onError(Status.CANCELLED.asRuntimeException());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
