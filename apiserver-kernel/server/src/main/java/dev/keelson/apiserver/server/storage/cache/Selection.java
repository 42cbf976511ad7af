package dev.keelson.apiserver.server.storage.cache;

import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.server.storage.Stored;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Which objects are meant.
 *
 * @param namespace "" of all
 * @param name "" for any; from the path, or where a field selector asks for exactly one
 * @param labels {@link #ANY_LABELS} where no selector was given
 * @param fields {@link #ANY_FIELDS} where no selector was given; need not look at what {@code
 *     namespace} and {@code name} say already
 */
public record Selection(
    String namespace,
    String name,
    Predicate<Map<String, String>> labels,
    Predicate<Stored> fields) {
  public static final Predicate<Map<String, String>> ANY_LABELS = _ -> true;
  public static final Predicate<Stored> ANY_FIELDS = _ -> true;

  public static final Selection ALL = in("");

  public static Selection in(String namespace) {
    return new Selection(namespace, "", ANY_LABELS, ANY_FIELDS);
  }

  public static Selection of(ObjectName name) {
    return new Selection(name.namespace(), name.name(), ANY_LABELS, ANY_FIELDS);
  }

  public Selection named(String only) {
    return new Selection(namespace, only, labels, fields);
  }

  public Selection withLabels(Predicate<Map<String, String>> selector) {
    return new Selection(namespace, name, selector, fields);
  }

  public Selection withFields(Predicate<Stored> selector) {
    return new Selection(namespace, name, labels, selector);
  }

  boolean hasSelectors() {
    return labels != ANY_LABELS || fields != ANY_FIELDS;
  }

  boolean covers(ObjectName object) {
    return (namespace.isEmpty() || namespace.equals(object.namespace()))
        && (name.isEmpty() || name.equals(object.name()));
  }

  /** Beside what {@link #covers} says. */
  boolean selects(Stored object) {
    return (labels == ANY_LABELS || labels.test(object.labels()))
        && (fields == ANY_FIELDS || fields.test(object));
  }
}
