package dev.keelson.apiserver.server.storage.cache;

import dev.keelson.apiserver.model.ObjectName;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Which watchers a change concerns: those of its object, of its namespace, of its name in any
 * namespace, and of all. Watchers come and go on any thread while the writer looks.
 */
final class Interests {
  /** As in a {@link Selection}. */
  private record Scope(String namespace, String name) {
    static Scope of(Selection selection) {
      return new Scope(selection.namespace(), selection.name());
    }
  }

  private static final Scope ALL = new Scope("", "");

  private final Map<Scope, Set<CacheFeed>> feeds = new ConcurrentHashMap<>();

  void add(CacheFeed feed) {
    feeds.compute(
        Scope.of(feed.selection()),
        (_, known) -> {
          Set<CacheFeed> scope = known == null ? ConcurrentHashMap.newKeySet() : known;
          scope.add(feed);
          return scope;
        });
  }

  void remove(CacheFeed feed) {
    feeds.computeIfPresent(
        Scope.of(feed.selection()),
        (_, scope) -> {
          scope.remove(feed);
          return scope.isEmpty() ? null : scope;
        });
  }

  boolean isEmpty() {
    return feeds.isEmpty();
  }

  void concernedBy(ObjectName object, Consumer<CacheFeed> each) {
    visit(ALL, each);
    visit(new Scope("", object.name()), each);
    if (!object.namespace().isEmpty()) {
      visit(new Scope(object.namespace(), ""), each);
      visit(new Scope(object.namespace(), object.name()), each);
    }
  }

  private void visit(Scope scope, Consumer<CacheFeed> each) {
    Set<CacheFeed> found = feeds.get(scope);
    if (found != null) {
      found.forEach(each);
    }
  }

  void forEach(Consumer<CacheFeed> each) {
    feeds.values().forEach(scope -> scope.forEach(each));
  }

  int size() {
    return feeds.values().stream().mapToInt(Set::size).sum();
  }
}
