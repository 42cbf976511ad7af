package dev.keelson.apiserver.server.storage.cache;

import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.server.storage.Stored;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which watchers a change concerns: those of its object, of its namespace, of its name in any
 * namespace, of all, and those of a value that the object has or had. Watchers come and go on any
 * thread while the writer looks; one may be told of a change that does not concern it.
 */
final class Interests {
  /** As in a {@link Selection}. */
  private record Scope(String namespace, String name) {}

  private static final Scope ALL = new Scope("", "");

  private final Map<Scope, Set<CacheFeed>> scoped = new ConcurrentHashMap<>();

  /** By path, then by value. */
  private final Map<List<String>, Map<String, Set<CacheFeed>>> pinned = new ConcurrentHashMap<>();

  void add(CacheFeed feed) {
    Selection selection = feed.selection();
    Optional<Selection.Pin> pin = selection.pin();
    if (pin.isPresent()) {
      pinned.compute(
          pin.get().path(),
          (_, known) -> {
            Map<String, Set<CacheFeed>> values = known == null ? new ConcurrentHashMap<>() : known;
            add(values, pin.get().value(), feed);
            return values;
          });
    } else {
      add(scoped, scope(selection), feed);
    }
  }

  void remove(CacheFeed feed) {
    Selection selection = feed.selection();
    Optional<Selection.Pin> pin = selection.pin();
    if (pin.isPresent()) {
      pinned.computeIfPresent(
          pin.get().path(),
          (_, values) -> {
            remove(values, pin.get().value(), feed);
            return values.isEmpty() ? null : values;
          });
    } else {
      remove(scoped, scope(selection), feed);
    }
  }

  private static Scope scope(Selection selection) {
    return new Scope(selection.namespace(), selection.name());
  }

  private static <K> void add(Map<K, Set<CacheFeed>> sets, K key, CacheFeed feed) {
    sets.compute(
        key,
        (_, known) -> {
          Set<CacheFeed> set = known == null ? ConcurrentHashMap.newKeySet() : known;
          set.add(feed);
          return set;
        });
  }

  private static <K> void remove(Map<K, Set<CacheFeed>> sets, K key, CacheFeed feed) {
    sets.computeIfPresent(
        key,
        (_, set) -> {
          set.remove(feed);
          return set.isEmpty() ? null : set;
        });
  }

  boolean isEmpty() {
    return scoped.isEmpty() && pinned.isEmpty();
  }

  void concernedBy(CacheEvent event, Consumer<CacheFeed> each) {
    if (!scoped.isEmpty()) {
      ObjectName object = event.name;
      visit(scoped.get(ALL), each);
      visit(scoped.get(new Scope("", object.name())), each);
      if (!object.namespace().isEmpty()) {
        visit(scoped.get(new Scope(object.namespace(), "")), each);
        visit(scoped.get(new Scope(object.namespace(), object.name())), each);
      }
    }
    if (!pinned.isEmpty()) {
      pinned.forEach((path, values) -> concernedBy(event, path, values, each));
    }
  }

  private static void concernedBy(
      CacheEvent event,
      List<String> path,
      Map<String, Set<CacheFeed>> values,
      Consumer<CacheFeed> each) {
    String is = event.now == null ? null : text(event.now, path);
    String was = event.before == null ? null : text(event.before, path);
    if (is != null) {
      visit(values.get(is), each);
    }
    if (was != null && !was.equals(is)) {
      visit(values.get(was), each);
    }
  }

  private static String text(Stored object, List<String> path) {
    return Selection.Pin.text(object, path);
  }

  private static void visit(@Nullable Set<CacheFeed> feeds, Consumer<CacheFeed> each) {
    if (feeds != null) {
      feeds.forEach(each);
    }
  }

  void forEach(Consumer<CacheFeed> each) {
    scoped.values().forEach(feeds -> feeds.forEach(each));
    pinned.values().forEach(values -> values.values().forEach(feeds -> feeds.forEach(each)));
  }

  int size() {
    int[] size = {0};
    forEach(_ -> size[0]++);
    return size[0];
  }
}
