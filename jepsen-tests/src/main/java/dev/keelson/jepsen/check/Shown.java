package dev.keelson.jepsen.check;

import dev.keelson.jepsen.history.KeyValue;
import dev.keelson.jepsen.history.Result;
import java.util.List;

/** The pairs that an answer shows. */
final class Shown {

  private Shown() {}

  static List<KeyValue> by(Result result) {
    return switch (result) {
      case Result.Ranged r -> r.found();
      case Result.Written w -> w.previous().stream().toList();
      case Result.Deleted d -> d.previous();
      case Result.Decided d -> d.results().stream().flatMap(inner -> by(inner).stream()).toList();
      default -> List.of();
    };
  }
}
