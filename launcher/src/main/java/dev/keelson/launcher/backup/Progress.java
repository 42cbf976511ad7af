package dev.keelson.launcher.backup;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Says every five seconds how far something is. One thread. */
final class Progress {
  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final PrintStream out;
  private long told = System.nanoTime();

  Progress(PrintStream out) {
    this.out = out;
  }

  void tell(Supplier<String> line) {
    if (System.nanoTime() - told > EVERY_NANOS) {
      told = System.nanoTime();
      out.println("  " + line.get());
    }
  }
}
