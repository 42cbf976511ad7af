package dev.keelson.apiserver.model.apply;

import dev.keelson.apiserver.model.GroupVersion;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The rules of ownership for one request: whose fields change hands when a tree changes. Paths of
 * other versions are read against the same tree, which is right for kinds whose versions share
 * their layout.
 */
final class Change {
  /** What nobody owns: identity, and what the server keeps. */
  private static final FieldSet NOBODYS =
      FieldSet.of(
          List.of("apiVersion"),
          List.of("kind"),
          List.of("metadata"),
          List.of("metadata", "name"),
          List.of("metadata", "namespace"),
          List.of("metadata", "creationTimestamp"),
          List.of("metadata", "selfLink"),
          List.of("metadata", "uid"),
          List.of("metadata", "clusterName"),
          List.of("metadata", "generation"),
          List.of("metadata", "managedFields"),
          List.of("metadata", "resourceVersion"));

  private final GroupVersionKind kind;
  private final String subresource;
  private final Function<GroupVersionKind, Optional<Shape>> shapes;
  private final Shape shape;
  private final boolean isUntyped;
  private final String now;

  /**
   * @param now as managedFields have it
   */
  Change(
      GroupVersionKind kind,
      String subresource,
      Function<GroupVersionKind, Optional<Shape>> shapes,
      String now) {
    this.kind = kind;
    this.subresource = subresource;
    this.shapes = shapes;
    Optional<Shape> known = shapes.apply(kind);
    this.shape = known.orElse(Shape.DEDUCED);
    this.isUntyped = known.isEmpty();
    this.now = now;
  }

  Shape shape() {
    return shape;
  }

  /** Empty where the entry's version is no longer served, so that nobody can read its paths. */
  private Optional<Shape> shape(String apiVersion) {
    if (isUntyped || apiVersion.equals(kind.apiVersion())) {
      return Optional.of(shape);
    }
    return shapes.apply(GroupVersion.parse(apiVersion).kind(kind.kind()));
  }

  private FieldSet reset(String apiVersion) {
    return apiVersion.equals(kind.apiVersion())
        ? ResetFields.of(kind, subresource)
        : ResetFields.of(GroupVersion.parse(apiVersion).kind(kind.kind()), subresource);
  }

  Comparison compare(JsonObject before, JsonObject after) {
    return Comparison.typed(before, after, shape);
  }

  /** Somebody changed the tree by other means than apply: what it set is now its own. */
  void update(JsonObject live, JsonObject next, Comparison raw, Managed managed, String manager) {
    reconcile(managed);
    Comparison comparison = raw.without(reset(kind.apiVersion()));
    hand(
        comparison,
        version -> Comparison.typed(live, next, shape(version).orElse(shape)),
        managed,
        Owner.ACTING,
        true);
    FieldSet set = comparison.set().difference(NOBODYS);
    if (!set.isEmpty()) {
      Owner owner = Owner.updater(manager, kind.apiVersion(), subresource);
      Entry previous = managed.get(owner);
      FieldSet all = previous == null ? set : set.union(previous.fields());
      Entry entry = previous == null ? Entry.of(owner, kind.apiVersion(), all) : previous;
      managed.put(entry.withFields(all).withTime(isTimed() ? now : entry.time()));
    }
    managed.cap();
  }

  /** Kubernetes gives those who scale no time, or leaves them theirs. */
  private boolean isTimed() {
    return !subresource.equals("scale");
  }

  /**
   * Merges, removes what the manager applied before and no longer does, and hands over. Answers the
   * tree; the live one itself where nothing changed.
   */
  JsonObject apply(
      JsonObject live, JsonObject config, Managed managed, String manager, boolean force) {
    reconcile(managed);
    Owner owner = Owner.applier(manager, subresource);
    Entry last = managed.get(owner);
    FieldSet set = SetOf.value(config, shape).recursiveDifference(reset(kind.apiVersion()));
    String time = last == null ? "" : last.time();
    managed.put(new Entry(owner, kind.apiVersion(), time, set, Optional.empty()));

    JsonObject merged = (JsonObject) Merger.merge(live, config, shape);
    Pruned pruned =
        last == null || stillApplies(last, set)
            ? new Pruned(merged, merged)
            : prune(merged, managed, last);
    JsonObject next = pruned.tree();
    JsonValue seen = pruned.withEmptied();
    hand(
        Comparison.written(live, seen, shape).without(reset(kind.apiVersion())),
        version -> Comparison.written(live, seen, shape(version).orElse(shape)),
        managed,
        owner,
        force);

    Entry entry = managed.get(owner);
    if (entry != null) {
      managed.putUnlessEmpty(entry.withFields(entry.fields().difference(NOBODYS)));
    }
    if (Values.equal(live, next)) {
      return live;
    }
    Entry left = managed.get(owner);
    if (left != null) {
      managed.put(left.withTime(now));
    }
    return next;
  }

  private void reconcile(Managed managed) {
    for (Entry entry : managed.all()) {
      Optional<Shape> known = shape(entry.apiVersion());
      if (known.isEmpty()) {
        managed.remove(entry.owner());
      } else {
        managed.put(entry.withFields(Reconciliation.of(entry.fields(), known.get())));
      }
    }
  }

  /** Takes from every other owner what was set or removed; refuses to take what was set. */
  private void hand(
      Comparison comparison,
      Function<String, Comparison> inVersion,
      Managed managed,
      Owner acting,
      boolean force) {
    Map<String, Comparison> byVersion = new HashMap<>();
    byVersion.put(kind.apiVersion(), comparison);
    List<Contest.Held> contested = new ArrayList<>();
    Map<Owner, FieldSet> lost = new HashMap<>();
    for (Entry entry : managed.all()) {
      if (entry.owner().equals(acting)) {
        continue;
      }
      Comparison seen =
          byVersion.computeIfAbsent(
              entry.apiVersion(), version -> inVersion.apply(version).without(reset(version)));
      FieldSet taken = entry.fields().intersection(seen.set());
      if (!taken.isEmpty()) {
        contested.add(new Contest.Held(entry, taken));
      }
      lost.put(entry.owner(), taken.union(seen.removed()));
    }
    if (!force && !contested.isEmpty()) {
      contested.sort(
          Comparator.comparing(each -> each.entry().owner().sortKey(), Values::compareText));
      throw new Contest(contested);
    }
    managed.mapFields(
        entry ->
            entry.withFields(
                entry.fields().difference(lost.getOrDefault(entry.owner(), FieldSet.EMPTY))));
  }

  /**
   * A tree without what is no longer applied.
   *
   * @param withEmptied the same, with a null for each field of which nothing is left: who owns such
   *     a field as a whole keeps it
   */
  private record Pruned(JsonObject tree, JsonValue withEmptied) {}

  /** Nothing can be to remove where all is applied again: by far the most applies. */
  private boolean stillApplies(Entry last, FieldSet set) {
    return last.apiVersion().equals(kind.apiVersion()) && last.fields().difference(set).isEmpty();
  }

  private Pruned prune(JsonObject merged, Managed managed, Entry last) {
    Optional<Shape> lastShape = shape(last.apiVersion());
    if (lastShape.isEmpty() || last.fields().isEmpty()) {
      return new Pruned(merged, merged);
    }
    Shape then = lastShape.get();
    FieldSet lastSet = last.fields().withNamedFields(then);
    FieldSet left =
        SetOf.value(Remover.removeKeepingEmptied(merged, lastSet, then), then)
            .withNamedFields(then);
    left = withOwned(merged, left, managed, last.apiVersion());
    FieldSet mergedSet = SetOf.value(merged, then).withNamedFields(then);
    FieldSet gone = mergedSet.difference(left).intersection(lastSet);
    return gone.isEmpty()
        ? new Pruned(merged, merged)
        : new Pruned(
            (JsonObject) Remover.remove(merged, gone, then),
            Remover.removeKeepingEmptied(merged, gone, then));
  }

  /** What is left of the tree once that which anybody owns is put back. */
  private FieldSet withOwned(
      JsonObject merged, FieldSet pruned, Managed managed, String firstVersion) {
    Map<String, FieldSet> owned = new LinkedHashMap<>();
    owned.put(firstVersion, FieldSet.EMPTY);
    managed
        .all()
        .forEach(entry -> owned.merge(entry.apiVersion(), entry.fields(), FieldSet::union));
    FieldSet left = pruned;
    for (Map.Entry<String, FieldSet> each : owned.entrySet()) {
      Optional<Shape> known = shape(each.getKey());
      if (known.isEmpty() || each.getValue().isEmpty()) {
        continue;
      }
      Shape then = known.get();
      FieldSet all = SetOf.value(merged, then).withNamedFields(then);
      FieldSet kept = left.union(each.getValue().withNamedFields(then));
      left =
          SetOf.value(Remover.removeKeepingEmptied(merged, all.difference(kept), then), then)
              .withNamedFields(then);
    }
    return left;
  }
}
