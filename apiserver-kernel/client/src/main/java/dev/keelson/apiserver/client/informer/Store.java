package dev.keelson.apiserver.client.informer;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What an informer knows. Read by anybody, each call at one moment; written by the reflector
 * thread. The lock holds store and deliveries together: what changes here is queued there at once,
 * so that handlers hear of everything, in the order in which it came about.
 */
public final class Store {
  static final String BY_NAMESPACE = "namespace";

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final Map<ObjectName, ApiObject> objects = new LinkedHashMap<>();
  private final Map<String, Index> indexes = new HashMap<>();
  private final Tombstones tombstones = new Tombstones();
  private final Deliveries deliveries;

  Store(Deliveries deliveries) {
    this.deliveries = deliveries;
    indexes.put(BY_NAMESPACE, new Index(object -> List.of(object.namespace())));
  }

  public Optional<ApiObject> get(ObjectName name) {
    return reading(() -> Optional.ofNullable(objects.get(name)));
  }

  public List<ApiObject> list() {
    return reading(() -> List.copyOf(objects.values()));
  }

  public List<ApiObject> inNamespace(String namespace) {
    return byIndex(BY_NAMESPACE, namespace);
  }

  /**
   * Those of which the index's function says {@code key}.
   *
   * @throws IllegalArgumentException no such index
   */
  public List<ApiObject> byIndex(String index, String key) {
    return reading(
        () -> {
          List<ApiObject> found = new ArrayList<>();
          for (ObjectName name : index(index).names(key)) {
            found.add(objects.get(name));
          }
          return found;
        });
  }

  /** All that an index's function says of anything. */
  public Set<String> indexKeys(String index) {
    return reading(() -> index(index).keys());
  }

  public int size() {
    return reading(objects::size);
  }

  private Index index(String name) {
    Index index = indexes.get(name);
    if (index == null) {
      throw new IllegalArgumentException("there is no index \"" + name + "\"");
    }
    return index;
  }

  void addIndex(String name, Function<ApiObject, ? extends Collection<String>> keys) {
    writing(
        () -> {
          Index index = new Index(keys);
          objects.forEach(index::add);
          indexes.put(name, index);
        });
  }

  /** A handler that hears of everything from now on, and of what is there. */
  void join(InformerHandler handler) {
    writing(() -> deliveries.offer(new Notice.Joined(handler, List.copyOf(objects.values()))));
  }

  void resync() {
    writing(() -> deliveries.offer(new Notice.Resynced(List.copyOf(objects.values()))));
  }

  /** As an event says it. Something older than what is known is dropped. */
  void put(ApiObject object) {
    writing(() -> put(object, false));
  }

  /** As an event says it, {@code object} being its end. */
  void remove(ApiObject object) {
    writing(
        () -> {
          ObjectName name = object.objectName();
          ApiObject known = objects.get(name);
          String version = object.resourceVersion();
          if (known != null && !ResourceVersions.isOlder(version, known.resourceVersion())) {
            drop(name, known);
            boolean isSame = known.uid().equals(object.uid());
            deliveries.offer(new Notice.Deleted(isSame ? object : known, !isSame));
          }
          if (known == null || !objects.containsKey(name)) {
            tombstones.add(name, version);
          }
        });
  }

  /**
   * A whole list.
   *
   * @param isNewHistory what was shown may have been newer
   */
  void replace(List<ApiObject> present, String version, boolean isNewHistory) {
    writing(
        () -> {
          if (isNewHistory) {
            tombstones.clear();
          }
          Map<ObjectName, ApiObject> wanted = new LinkedHashMap<>();
          present.forEach(object -> wanted.put(object.objectName(), object));
          for (Map.Entry<ObjectName, ApiObject> known : List.copyOf(objects.entrySet())) {
            if (!wanted.containsKey(known.getKey())) {
              lose(known.getKey(), known.getValue());
              tombstones.add(known.getKey(), version);
            }
          }
          wanted.values().forEach(object -> put(object, isNewHistory));
        });
  }

  private void put(ApiObject object, boolean isNewHistory) {
    ObjectName name = object.objectName();
    String version = object.resourceVersion();
    ApiObject known = objects.get(name);
    if (known == null) {
      if (!tombstones.covers(name, version)) {
        keep(name, object);
        deliveries.offer(new Notice.Added(object));
      }
      return;
    }
    boolean isKnown = version.equals(known.resourceVersion());
    boolean isOlder = ResourceVersions.isOlder(version, known.resourceVersion());
    if (isKnown || (isOlder && !isNewHistory)) {
      return;
    }
    if (!object.uid().equals(known.uid())) {
      lose(name, known);
      keep(name, object);
      deliveries.offer(new Notice.Added(object));
      return;
    }
    indexes.values().forEach(index -> index.remove(name, known));
    keep(name, object);
    deliveries.offer(new Notice.Updated(known, object));
  }

  private void keep(ObjectName name, ApiObject object) {
    objects.put(name, object);
    tombstones.remove(name);
    indexes.values().forEach(index -> index.add(name, object));
  }

  private void drop(ObjectName name, ApiObject known) {
    objects.remove(name);
    indexes.values().forEach(index -> index.remove(name, known));
  }

  private void lose(ObjectName name, ApiObject known) {
    drop(name, known);
    deliveries.offer(new Notice.Deleted(known, true));
  }

  private <T> T reading(Supplier<T> what) {
    return holding(lock.readLock(), what);
  }

  private void writing(Runnable what) {
    holding(
        lock.writeLock(),
        () -> {
          what.run();
          return true;
        });
  }

  private static <T> T holding(Lock lock, Supplier<T> what) {
    lock.lock();
    try {
      return what.get();
    } finally {
      lock.unlock();
    }
  }
}
