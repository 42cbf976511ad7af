package dev.keelson.controllers.fresh;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The last state of each object that a controller wrote itself, until its informer shows it: so
 * that the next pass does not begin with what the last one changed, only to be refused. Holds what
 * is not shown yet. Thread-safe.
 */
public final class OwnWrites {
  private final Map<ObjectName, ApiObject> written = new ConcurrentHashMap<>();

  /** As the server answered it. */
  public ApiObject remember(ApiObject object) {
    written.put(object.objectName(), object);
    return object;
  }

  /**
   * The newer of what is known.
   *
   * @param shown by the informer; empty: it is gone, or has not come yet
   */
  public Optional<ApiObject> newest(ObjectName name, Optional<ApiObject> shown) {
    ApiObject own = written.get(name);
    if (own == null) {
      return shown;
    }
    if (shown.isPresent() && isSameAndOlder(shown.get(), own)) {
      return Optional.of(own);
    }
    written.remove(name, own);
    return shown;
  }

  /** Versions are opaque in theory, and numbers everywhere; what is none is believed. */
  private static boolean isSameAndOlder(ApiObject shown, ApiObject own) {
    if (!shown.uid().equals(own.uid())) {
      return false;
    }
    try {
      return Long.parseLong(shown.resourceVersion()) < Long.parseLong(own.resourceVersion());
    } catch (NumberFormatException _) {
      return false;
    }
  }
}
