package dev.keelson.apiserver.server.stream;

import dev.keelson.apiserver.server.Takeover;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Carries bytes between a client and a node, both ways, unread. When one side ends, what it has
 * sent still goes to the other, and then that one's connection is closed.
 */
final class Splice implements Takeover {
  /** From the client and not yet with the node; past it the client is not read. Unit: bytes. */
  static final int MOST_AHEAD = 256 * 1024;

  private static final int READ_AGAIN = 64 * 1024;
  private static final int BUFFER = 32 * 1024;

  /** For a node to take what a client that has gone sent last. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(10);

  private final NodeConnection node;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<byte[]> ahead = new ArrayDeque<>();
  private int aheadBytes;
  private boolean paused;
  private boolean clientGone;
  private boolean over;
  private @Nullable Wire client;

  Splice(NodeConnection node) {
    this.node = node;
  }

  @Override
  public void open(Wire wire) {
    client = wire;
    wire.onWritable(this::signal);
    Thread.ofVirtual().name("to-client").start(() -> toClient(wire));
    Thread.ofVirtual().name("to-node").start(() -> toNode(wire));
  }

  @Override
  public void received(ByteBuffer bytes) {
    if (!bytes.hasRemaining()) {
      return;
    }
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    lock.lock();
    try {
      if (!over) {
        ahead.add(copy);
        aheadBytes += copy.length;
        changed.signalAll();
        if (aheadBytes > MOST_AHEAD && client != null) {
          paused = true;
          client.reading(false);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void closed() {
    lock.lock();
    try {
      clientGone = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (client == null) {
      end(); // never opened
    } else {
      Thread.ofVirtual().name("last-words").start(this::endSoon);
    }
  }

  private void endSoon() {
    lock.lock();
    try {
      long left = LAST_WORDS.toNanos();
      while (!over && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    node.close();
  }

  private void toClient(Wire wire) {
    try {
      byte[] buffer = new byte[BUFFER];
      for (int read = node.in().read(buffer); read >= 0; read = node.in().read(buffer)) {
        wire.send(ByteBuffer.wrap(buffer, 0, read));
        if (!awaitWritable(wire)) {
          break;
        }
      }
    } catch (IOException _) {
      // the node's end, in whatever way
    } finally {
      end();
      wire.close();
    }
  }

  /** False when the client has gone. */
  private boolean awaitWritable(Wire wire) {
    lock.lock();
    try {
      while (!wire.isWritable() && !clientGone) {
        changed.awaitUninterruptibly();
      }
      return !clientGone;
    } finally {
      lock.unlock();
    }
  }

  private void toNode(Wire wire) {
    try {
      for (byte[] bytes = next(wire); bytes.length > 0; bytes = next(wire)) {
        node.out().write(bytes);
        node.out().flush();
      }
    } catch (IOException _) {
      // the node's end: its reader sees it too
    } finally {
      end();
    }
  }

  /** Empty at the end. */
  private byte[] next(Wire wire) {
    lock.lock();
    try {
      while (ahead.isEmpty() && !clientGone && !over) {
        changed.awaitUninterruptibly();
      }
      byte[] bytes = ahead.poll();
      if (bytes == null) {
        return new byte[0];
      }
      aheadBytes -= bytes.length;
      setPace(wire);
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  private void setPace(Wire wire) {
    if (paused && aheadBytes <= READ_AGAIN) {
      paused = false;
      wire.reading(true);
    }
  }

  private void end() {
    lock.lock();
    try {
      over = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    node.close();
  }

  private void signal() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
