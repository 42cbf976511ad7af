package dev.keelson.benchmarks.server;

import java.util.ArrayDeque;
import java.util.Deque;

/** What must be undone when the benchmark ends, in whatever way it ends. Any thread. */
public final class Cleanup implements AutoCloseable {
  /** One thing to undo; must not throw and must end within seconds. */
  public interface Undo {
    void run();
  }

  private final Deque<Undo> undos = new ArrayDeque<>();
  private boolean closed;

  /** A clean-up that also runs when the JVM is told to end. */
  public static Cleanup atExit() {
    Cleanup cleanup = new Cleanup();
    Runtime.getRuntime().addShutdownHook(new Thread(cleanup::close, "cleanup"));
    return cleanup;
  }

  /** Adds something to undo; undoes it at once and returns false if the end has come. */
  public boolean add(Undo undo) {
    synchronized (this) {
      if (!closed) {
        undos.push(undo);
        return true;
      }
    }
    undo.run();
    return false;
  }

  /** Undoes {@code undo} now and forgets it. */
  public void run(Undo undo) {
    synchronized (this) {
      undos.remove(undo);
    }
    undo.run();
  }

  /** Undoes everything, last first. */
  @Override
  public void close() {
    Deque<Undo> last;
    synchronized (this) {
      closed = true;
      last = new ArrayDeque<>(undos);
      undos.clear();
    }
    last.forEach(Undo::run);
  }
}
