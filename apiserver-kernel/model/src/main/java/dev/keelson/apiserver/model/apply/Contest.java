package dev.keelson.apiserver.model.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An apply met what others hold; not yet the last word, since it may be allowed to take it. */
final class Contest extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What an owner would lose. */
  record Held(Entry entry, FieldSet fields) {}

  private final transient List<Held> held;

  Contest(List<Held> held) {
    super("conflicts", null, false, false);
    this.held = List.copyOf(held);
  }

  /** What is left of it once these fields are given away; empty if nothing is. */
  Optional<Contest> without(FieldSet allowed) {
    List<Held> left = new ArrayList<>();
    for (Held each : held) {
      FieldSet fields = each.fields().difference(allowed);
      if (!fields.isEmpty()) {
        left.add(new Held(each.entry(), fields));
      }
    }
    return left.isEmpty() ? Optional.empty() : Optional.of(new Contest(left));
  }

  ApplyConflict answer() {
    List<Conflict> conflicts = new ArrayList<>();
    for (Held each : held) {
      Owner owner = each.entry().owner();
      conflicts.add(
          new Conflict(
              owner.manager(), owner.subresource(), owner.apiVersion(), each.fields().texts()));
    }
    return new ApplyConflict(conflicts);
  }
}
