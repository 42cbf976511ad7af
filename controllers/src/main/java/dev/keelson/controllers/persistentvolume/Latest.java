package dev.keelson.controllers.persistentvolume;

import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A collection as its informer knows it, and on top what was written here and has not come round
 * yet; so that two claims in a row do not reach for one volume. Thread-safe.
 */
final class Latest {
  private final Informer informer;
  private final Map<ObjectName, ApiObject> written = new ConcurrentHashMap<>();

  Latest(Informer informer) {
    this.informer = informer;
  }

  ApiObject put(ApiObject object) {
    written.put(object.objectName(), object);
    return object;
  }

  /** It is gone, or somebody else has written since: what was written here no longer counts. */
  void forget(ObjectName name) {
    written.remove(name);
  }

  Optional<ApiObject> get(ObjectName name) {
    return informer.store().get(name).map(this::newest);
  }

  List<ApiObject> list() {
    List<ApiObject> all = new ArrayList<>(informer.store().list());
    if (!written.isEmpty()) {
      all.replaceAll(this::newest);
    }
    return all;
  }

  private ApiObject newest(ApiObject known) {
    ApiObject own = written.get(known.objectName());
    if (own == null) {
      return known;
    }
    if (own.uid().equals(known.uid()) && version(own) > version(known)) {
      return own;
    }
    written.remove(known.objectName(), own);
    return known;
  }

  private static long version(ApiObject object) {
    try {
      return Long.parseLong(object.resourceVersion());
    } catch (NumberFormatException _) {
      return 0;
    }
  }
}
