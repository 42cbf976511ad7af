package dev.keelson.jepsen.check;

import dev.keelson.jepsen.history.KeyValue;
import dev.keelson.jepsen.history.Keys;
import dev.keelson.jepsen.history.Operation;
import dev.keelson.jepsen.history.Response;
import dev.keelson.jepsen.history.Result;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which keys an answer that does not fit is about. */
final class Blame {

  private Blame() {}

  /** What was answered. */
  static Result result(Operation op) {
    return op.response() instanceof Response.Ok ok ? ok.result() : new Result.Done();
  }

  /** The keys of which one at least must have been otherwise; empty if that cannot be said. */
  static Set<String> of(Operation op, Optional<Semantics.Effect> effect) {
    if (effect.isPresent()
        && effect.get().result() instanceof Result.Ranged expected
        && result(op) instanceof Result.Ranged actual) {
      Set<String> differing = new TreeSet<>();
      for (KeyValue kv : expected.found()) {
        if (actual.found().stream().noneMatch(a -> Semantics.agrees(kv, a))) {
          differing.add(kv.key());
        }
      }
      for (KeyValue kv : actual.found()) {
        if (expected.found().stream().noneMatch(e -> Semantics.agrees(e, kv))) {
          differing.add(kv.key());
        }
      }
      return differing;
    }
    List<Keys> touched = Semantics.touched(op.request());
    return touched.stream().allMatch(Keys::isOne)
        ? touched.stream().map(Keys::from).collect(Collectors.toCollection(TreeSet::new))
        : Set.of();
  }
}
