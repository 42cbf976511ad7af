package dev.keelson.nodeagent.stream;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** What a client types, until it is read. Filled by an event loop, emptied by a virtual thread. */
final class Input {
  /** Unit: bytes. Who sends more than is read is cut off. */
  private static final int MOST = 8 << 20;

  private static final byte[] END = {};

  private final LinkedBlockingQueue<byte[]> queue = new LinkedBlockingQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private volatile boolean isEnded;

  /** False: it is too much. */
  boolean add(byte[] bytes) {
    if (bytes.length > 0 && !isEnded) {
      queue.add(bytes);
      return size.addAndGet(bytes.length) <= MOST;
    }
    return true;
  }

  void end() {
    isEnded = true;
    queue.add(END);
  }

  /** Empty at the end, and from then on. */
  byte[] take() throws InterruptedException {
    byte[] bytes = queue.take();
    if (bytes.length == 0) {
      queue.add(END);
    }
    size.addAndGet(-bytes.length);
    return bytes;
  }
}
