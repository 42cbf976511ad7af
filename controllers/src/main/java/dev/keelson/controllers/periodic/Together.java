package dev.keelson.controllers.periodic;

import dev.keelson.controllers.Controller;
import java.util.List;

/** Several parts that begin and end as one controller. */
public final class Together implements Controller {
  private final List<AutoCloseable> parts;

  private Together(List<AutoCloseable> parts) {
    this.parts = List.copyOf(parts);
  }

  /** Closed in this order. */
  public static Together of(AutoCloseable... parts) {
    return new Together(List.of(parts));
  }

  @Override
  public void close() {
    for (AutoCloseable each : parts) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IllegalStateException("a part that cannot be closed", e);
      }
    }
  }
}
