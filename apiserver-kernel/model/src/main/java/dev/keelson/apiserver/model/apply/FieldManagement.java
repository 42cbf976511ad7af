package dev.keelson.apiserver.model.apply;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.schema.TypeSchema;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/**
 * Keeps {@code metadata.managedFields}, and merges applied configurations. Every change of an
 * object goes through one of the two, after defaulting and before admission. Thread-safe; keeps
 * nothing but what it knows of types.
 *
 * <p>A kind without a schema is merged by what its values look like: maps name by name, lists as a
 * whole.
 */
public final class FieldManagement {
  /** Owns what stood there before anybody kept account. */
  private static final String BEFORE_FIRST_APPLY = "before-first-apply";

  private final Function<GroupVersionKind, Optional<TypeSchema>> schemas;
  private final InstantSource clock;
  private final Shapes shapes = new Shapes();

  /**
   * @param schemas empty for versions that are not served (any longer): entries in such a version
   *     are dropped
   * @param clock of the entries' times
   */
  public FieldManagement(
      Function<GroupVersionKind, Optional<TypeSchema>> schemas, InstantSource clock) {
    this.schemas = schemas;
    this.clock = clock;
  }

  /**
   * After a create, update or patch that is no apply: whatever changed belongs to the manager.
   *
   * @param live as stored, in the request's version; an empty tree for a create
   * @param next as it is about to be stored; owners that it brings along are taken for those of the
   *     live object, where they can be read
   * @param subresource "" for the object itself, else such as {@code status} or {@code scale}
   * @return {@code next} with its owners; without any where an object was stored without, or where
   *     its lists have items that cannot be told apart
   */
  public ApiObject updated(ApiObject live, ApiObject next, String manager, String subresource) {
    JsonObject bare = Managed.stripped(next.tree());
    try {
      return new ApiObject(owned(live, next, bare, manager, subresource));
    } catch (Shape.Unkeyed e) {
      return new ApiObject(bare);
    }
  }

  private JsonObject owned(
      ApiObject live, ApiObject next, JsonObject bare, String manager, String subresource) {
    GroupVersionKind kind = next.kind();
    JsonObject before = Managed.stripped(live.tree());
    JsonArray owners = live.metadata().array(Managed.NAME);
    boolean isLives =
        !subresource.isEmpty()
            || !Managed.isSent(next.metadata())
            || next.metadata().get(Managed.NAME).equals(owners);
    Change change = change(kind, subresource);
    Comparison comparison = change.compare(live.tree().isEmpty() ? zero(kind) : before, bare);
    if (isLives && comparison.isSame()) {
      return owners.isEmpty() ? bare : withOwners(bare, owners);
    }
    Managed managed = isLives ? Managed.ofLive(live.metadata()) : sent(live, next);
    if (managed.isEmpty() && !live.uid().isEmpty()) {
      return bare;
    }
    change.update(before, bare, comparison, managed, manager);
    return managed.into(bare);
  }

  private static JsonObject withOwners(JsonObject tree, JsonArray owners) {
    return tree.with("metadata", tree.object("metadata").with(Managed.NAME, owners));
  }

  /** What a client sends that knows nothing of owners, or nonsense, does not cost the live ones. */
  private static Managed sent(ApiObject live, ApiObject next) {
    if (Managed.isReset(next.metadata())) {
      return new Managed();
    }
    try {
      Managed managed = Managed.read(next.metadata().array(Managed.NAME));
      return managed.isEmpty() ? Managed.ofLive(live.metadata()) : managed;
    } catch (BadFields e) {
      return Managed.ofLive(live.metadata());
    }
  }

  /**
   * Server-side apply.
   *
   * @param live as stored, in the patch's version; empty if the apply is to create
   * @param patch the applied configuration, as sent: not defaulted
   * @param force whether to take what others hold
   * @return the merged object with its owners, not defaulted; where nothing changed, the live tree
   * @throws ApplyConflict others hold what it sets to something else
   * @throws BadApply the patch is not of its type, or brings owners along
   */
  public ApiObject applied(
      Optional<ApiObject> live,
      ApiObject patch,
      String manager,
      String subresource,
      boolean force) {
    GroupVersionKind kind = patch.kind();
    if (live.isPresent() && !live.get().kind().equals(kind)) {
      throw BadApply.request("invalid object type: " + Messages.kind(kind));
    }
    if (Managed.isSent(patch.metadata())) {
      throw BadApply.request("metadata.managedFields must be nil");
    }
    Change change = change(kind, subresource);
    TypeCheck.of(patch.tree(), change.shape())
        .ifPresent(
            why -> {
              throw BadApply.type(
                  "failed to create typed patch object (%s/%s; %s): %s"
                      .formatted(patch.namespace(), patch.name(), Messages.kind(kind), why));
            });
    try {
      return new ApiObject(applied(live, patch, change, manager, force));
    } catch (Shape.Unkeyed e) {
      throw BadApply.type("failed to merge config: " + e.why());
    }
  }

  private JsonObject applied(
      Optional<ApiObject> live, ApiObject patch, Change change, String manager, boolean force) {
    JsonObject before = live.map(it -> Managed.stripped(it.tree())).orElse(JsonObject.EMPTY);
    Managed managed = live.map(it -> Managed.ofLive(it.metadata())).orElseGet(Managed::new);
    if (managed.isEmpty() && !before.isEmpty()) {
      Comparison all = change.compare(zero(patch.kind()), before);
      change.update(JsonObject.EMPTY, before, all, managed, BEFORE_FIRST_APPLY);
    }
    JsonObject next = merged(before, patch, change, managed, manager, force);
    if (manager.equals(LastApplied.MANAGER)) {
      next = LastApplied.kept(next, patch.tree());
    }
    return managed.into(next);
  }

  private JsonObject merged(
      JsonObject before,
      ApiObject patch,
      Change change,
      Managed managed,
      String manager,
      boolean force) {
    Managed untouched = new Managed(managed);
    try {
      return change.apply(before, patch.tree(), managed, manager, force);
    } catch (Contest contest) {
      if (!manager.equals(LastApplied.MANAGER)) {
        throw contest.answer();
      }
      FieldSet allowed =
          LastApplied.unchanged(before, patch.kind().apiVersion(), change.shape())
              .orElse(FieldSet.EMPTY);
      contest
          .without(allowed)
          .ifPresent(
              left -> {
                throw left.answer();
              });
      managed.replaceWith(untouched);
      return change.apply(before, patch.tree(), managed, manager, true);
    }
  }

  /**
   * Takes back the times of entries that differ from the live ones in nothing else, if the rest of
   * the object is the same too: such a request is no change, and shall not be stored. To be asked
   * last, after admission and defaulting.
   */
  public ApiObject withoutIdleTimes(ApiObject live, ApiObject next) {
    JsonArray was = live.metadata().array(Managed.NAME);
    JsonArray is = next.metadata().array(Managed.NAME);
    if (was.isEmpty() || was.size() != is.size() || was.equals(is)) {
      return next;
    }
    for (int i = 0; i < was.size(); i++) {
      JsonValue left = was.get(i);
      JsonValue right = is.get(i);
      if (!(left instanceof JsonObject one
          && right instanceof JsonObject other
          && Entry.isSameButForTime(one, other))) {
        return next;
      }
    }
    JsonObject timeless = withOwners(next.tree(), was);
    return timeless.equals(live.tree()) ? new ApiObject(timeless) : next;
  }

  private Change change(GroupVersionKind kind, String subresource) {
    return new Change(kind, subresource, this::shape, Entry.stamp(clock.instant()));
  }

  private Optional<Shape> shape(GroupVersionKind kind) {
    return schemas.apply(kind).map(shapes::of);
  }

  private JsonObject zero(GroupVersionKind kind) {
    return schemas.apply(kind).map(shapes::zero).orElse(JsonObject.EMPTY);
  }
}
