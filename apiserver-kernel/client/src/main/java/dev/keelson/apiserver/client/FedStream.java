package dev.keelson.apiserver.client;

import dev.keelson.apiserver.client.LoopbackTransport.Feed;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.Semaphore;

/** A feed, read by a thread that may wait. */
final class FedStream extends InputStream {
  private final Feed feed;

  /** More permits than wakes do no harm: the reader polls in vain once. */
  private final Semaphore wakes = new Semaphore(0);

  private final ArrayDeque<ByteBuffer> pieces = new ArrayDeque<>();
  private volatile boolean isClosed;
  private boolean isOver;

  FedStream(Feed feed) {
    this.feed = feed;
    feed.onReady(wakes::release);
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
    try {
      wakes.acquire();
      wakes.drainPermits();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  @Override
  public void close() {
    isClosed = true;
    feed.close();
    wakes.release();
  }
}
