package dev.keelson.apiserver.client;

import dev.keelson.apiserver.client.LoopbackTransport.Feed;
import dev.keelson.apiserver.client.time.Activity;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A feed, read by a thread that may wait. While it waits it does not count as active. */
final class FedStream extends InputStream {
  private final Feed feed;

  private final Activity activity;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();

  // Under the lock.
  private boolean isWoken;
  private boolean isWaiting;
  private boolean isCarried;

  private final ArrayDeque<ByteBuffer> pieces = new ArrayDeque<>();
  private volatile boolean isClosed;
  private boolean isOver;

  FedStream(Feed feed, Activity activity) {
    this.feed = feed;
    this.activity = activity;
    feed.onReady(this::wake);
  }

  /** Any thread. A wake too many does no harm: the reader polls in vain once. */
  private void wake() {
    lock.lock();
    try {
      isWoken = true;
      goOn();
    } finally {
      lock.unlock();
    }
  }

  private void goOn() {
    if (isWaiting) {
      isWaiting = false;
      if (isCarried) {
        activity.begin();
      }
      woken.signal();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (pieces.isEmpty()) {
      if (isClosed || isOver) {
        return -1;
      }
      pull();
    }
    ByteBuffer piece = pieces.getFirst();
    int count = Math.min(length, piece.remaining());
    piece.get(target, offset, count);
    if (!piece.hasRemaining()) {
      pieces.removeFirst();
    }
    return count;
  }

  private void pull() throws IOException {
    switch (feed.poll()) {
      case Feed.Next.Bytes(var more) -> {
        for (ByteBuffer each : more) {
          if (each.hasRemaining()) {
            pieces.add(each.duplicate());
          }
        }
      }
      case Feed.Next.Nothing _ -> await();
      case Feed.Next.End _ -> isOver = true;
    }
  }

  private void await() throws IOException {
    lock.lock();
    try {
      if (!isWoken) {
        isWaiting = true;
        isCarried = activity.isCarried();
        if (isCarried) {
          activity.end();
        }
        while (isWaiting) {
          woken.await();
        }
      }
      isWoken = false;
    } catch (InterruptedException _) {
      goOn();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    isClosed = true;
    feed.close();
    wake();
  }
}
