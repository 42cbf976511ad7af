package dev.keelson.scheduler.plugins.volumes;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Objects as they will be once a write that is under way has come back. An assumption stands on the
 * version the informer holds: when that moves on, the informer is right and the assumption gone.
 *
 * <p>Asked by the scheduling thread and by binding threads; its lock is held for a map's access
 * only.
 */
final class AssumedObjects {
  private final Function<ObjectName, Optional<ApiObject>> informed;
  private final Map<ObjectName, ApiObject> assumed = new HashMap<>();

  /**
   * @param informed what the informer holds
   */
  AssumedObjects(Function<ObjectName, Optional<ApiObject>> informed) {
    this.informed = informed;
  }

  /** As the informer knows it, whatever is assumed. */
  Optional<ApiObject> informed(ObjectName name) {
    return informed.apply(name);
  }

  Optional<ApiObject> get(ObjectName name) {
    Optional<ApiObject> known = informed.apply(name);
    return known.isEmpty() ? forget(name) : known.map(this::current);
  }

  /** The assumed form of what the informer holds; itself where nothing is assumed of it. */
  synchronized ApiObject current(ApiObject known) {
    if (assumed.isEmpty()) {
      return known;
    }
    ObjectName name = known.objectName();
    ApiObject expected = assumed.get(name);
    if (expected == null) {
      return known;
    }
    if (expected.resourceVersion().equals(known.resourceVersion())) {
      return expected;
    }
    assumed.remove(name);
    return known;
  }

  private synchronized Optional<ApiObject> forget(ObjectName name) {
    assumed.remove(name);
    return Optional.empty();
  }

  /** Whether it could be assumed: the informer holds the version that was changed. */
  synchronized boolean assume(ApiObject changed) {
    Optional<ApiObject> known = informed.apply(changed.objectName());
    if (known.isEmpty() || !known.get().resourceVersion().equals(changed.resourceVersion())) {
      return false;
    }
    // What nobody asked for again is dropped here, so that this cannot grow.
    assumed.entrySet().removeIf(each -> isOver(each.getKey(), each.getValue()));
    assumed.put(changed.objectName(), changed);
    return true;
  }

  private boolean isOver(ObjectName name, ApiObject expected) {
    return informed
        .apply(name)
        .map(known -> !known.resourceVersion().equals(expected.resourceVersion()))
        .orElse(true);
  }

  /** Takes an assumption back, unless a newer one has taken its place. */
  synchronized void restore(ApiObject changed) {
    ApiObject expected = assumed.get(changed.objectName());
    if (expected != null && expected.resourceVersion().equals(changed.resourceVersion())) {
      assumed.remove(changed.objectName());
    }
  }
}
