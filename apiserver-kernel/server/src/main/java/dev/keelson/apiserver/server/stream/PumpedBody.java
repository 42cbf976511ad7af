package dev.keelson.apiserver.server.stream;

import dev.keelson.apiserver.server.BodyStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a node sends, read ahead by a virtual thread within a bound, so that the client's connection
 * can pull it without blocking.
 */
final class PumpedBody implements BodyStream {
  /** Where the bytes come from; opening it may block. */
  interface Source {
    InputStream open() throws IOException;
  }

  /** Read and not yet pulled. Unit: bytes. */
  static final int MOST_AHEAD = 256 * 1024;

  private static final int BUFFER = 32 * 1024;

  private final Source source;
  private final Runnable end;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final Queue<ByteBuffer> ahead = new ArrayDeque<>();
  private int aheadBytes;
  private boolean finished;
  private boolean closed;
  private Optional<IOException> failure = Optional.empty();
  private volatile Runnable wake = () -> {};

  /**
   * @param end ends the source and what blocks in it; idempotent
   */
  PumpedBody(Source source, Runnable end) {
    this.source = source;
    this.end = end;
  }

  @Override
  public void onReady(Runnable waker) {
    wake = waker;
    Thread.ofVirtual().name("node-body").start(this::pump);
  }

  private void pump() {
    try {
      InputStream in = source.open();
      byte[] buffer = new byte[BUFFER];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (!offer(ByteBuffer.wrap(Arrays.copyOf(buffer, read)))) {
          return;
        }
        wake.run();
      }
      finish(Optional.empty());
    } catch (IOException e) {
      finish(Optional.of(e));
    } finally {
      end.run();
    }
  }

  /** False when nobody wants it any more. */
  private boolean offer(ByteBuffer bytes) {
    lock.lock();
    try {
      while (aheadBytes >= MOST_AHEAD && !closed) {
        room.awaitUninterruptibly();
      }
      ahead.add(bytes);
      aheadBytes += bytes.remaining();
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private void finish(Optional<IOException> why) {
    lock.lock();
    try {
      finished = true;
      failure = why;
    } finally {
      lock.unlock();
    }
    wake.run();
  }

  /**
   * @throws UncheckedIOException the node's answer broke off: so must this one
   */
  @Override
  public Next poll() {
    lock.lock();
    try {
      ByteBuffer bytes = ahead.poll();
      if (bytes != null) {
        aheadBytes -= bytes.remaining();
        room.signal();
        return new Next.Bytes(List.of(bytes));
      }
      if (!finished) {
        return new Next.Nothing();
      }
      if (failure.isPresent() && !closed) {
        throw new UncheckedIOException(failure.get());
      }
      return new Next.End();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      room.signal();
    } finally {
      lock.unlock();
    }
    end.run();
  }
}
