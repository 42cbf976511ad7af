package dev.keelson.apiserver.server.storage.cache;

import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.server.storage.Stored;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which objects are meant.
 *
 * @param namespace "" of all
 * @param name "" for any; from the path, or where a field selector asks for exactly one
 * @param labels {@link #ANY_LABELS} where no selector was given
 * @param fields {@link #ANY_FIELDS} where no selector was given; need not look at what {@code
 *     namespace}, {@code name} and {@code pin} say already
 * @param pin where a field selector asks for exactly one value; watches are indexed by it
 */
public record Selection(
    String namespace,
    String name,
    Predicate<Map<String, String>> labels,
    Predicate<Stored> fields,
    Optional<Pin> pin) {
  /**
   * The string at a path such as {@code spec}, {@code nodeName} is this; "" also means that nothing
   * is there. Found without making a tree.
   */
  public record Pin(List<String> path, String value) {
    public Pin {
      path = List.copyOf(path);
    }

    boolean holds(Stored object) {
      return text(object, path).equals(value);
    }

    static String text(Stored object, List<String> path) {
      return object.text(path.toArray(String[]::new)).orElse("");
    }
  }

  public static final Predicate<Map<String, String>> ANY_LABELS = _ -> true;
  public static final Predicate<Stored> ANY_FIELDS = _ -> true;

  public static final Selection ALL = in("");

  public static Selection in(String namespace) {
    return new Selection(namespace, "", ANY_LABELS, ANY_FIELDS, Optional.empty());
  }

  public static Selection of(ObjectName name) {
    return new Selection(name.namespace(), name.name(), ANY_LABELS, ANY_FIELDS, Optional.empty());
  }

  public Selection named(String only) {
    return new Selection(namespace, only, labels, fields, pin);
  }

  public Selection withLabels(Predicate<Map<String, String>> selector) {
    return new Selection(namespace, name, selector, fields, pin);
  }

  public Selection withFields(Predicate<Stored> selector) {
    return new Selection(namespace, name, labels, selector, pin);
  }

  public Selection pinned(String value, String... path) {
    return new Selection(
        namespace, name, labels, fields, Optional.of(new Pin(List.of(path), value)));
  }

  Selection everywhere() {
    return new Selection("", name, labels, fields, pin);
  }

  boolean hasSelectors() {
    return labels != ANY_LABELS || fields != ANY_FIELDS || pin.isPresent();
  }

  boolean covers(ObjectName object) {
    return (namespace.isEmpty() || namespace.equals(object.namespace()))
        && (name.isEmpty() || name.equals(object.name()));
  }

  boolean hasLabels() {
    return labels != ANY_LABELS;
  }

  /** Beside what {@link #covers} says. */
  boolean selects(Stored object) {
    return selects(object, hasLabels() ? object.labels() : Map.of());
  }

  /** {@code itsLabels} counts where {@link #hasLabels}. */
  boolean selects(Stored object, Map<String, String> itsLabels) {
    return (labels == ANY_LABELS || labels.test(itsLabels))
        && (pin.isEmpty() || pin.get().holds(object))
        && (fields == ANY_FIELDS || fields.test(object));
  }
}
