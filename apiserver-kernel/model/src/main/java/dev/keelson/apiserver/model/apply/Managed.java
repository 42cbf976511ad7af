package dev.keelson.apiserver.model.apply;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The owners of one object while a change is worked out. One thread. */
final class Managed {
  static final String NAME = "managedFields";

  /** So many owners by update are kept apart; past it the oldest become one. */
  static final int MOST_UPDATERS = 10;

  /** The one that the oldest become. */
  static final String ANCIENT = "ancient-changes";

  private static final Comparator<Entry> AS_WRITTEN =
      Comparator.comparing((Entry entry) -> entry.owner().operation())
          .thenComparing(Entry::time)
          .thenComparing(entry -> entry.owner().manager(), Values::compareText)
          .thenComparing(Entry::apiVersion, Values::compareText)
          .thenComparing(entry -> entry.owner().subresource(), Values::compareText);

  private static final Comparator<Entry> OLDEST_FIRST =
      Comparator.comparing(Entry::time)
          .thenComparing(entry -> entry.owner().sortKey(), Values::compareText);

  private final Map<Owner, Entry> entries = new LinkedHashMap<>();

  Managed() {}

  Managed(Managed other) {
    entries.putAll(other.entries);
  }

  static Managed read(JsonArray array) throws BadFields {
    Managed managed = new Managed();
    for (JsonValue each : array) {
      if (!(each instanceof JsonObject object)) {
        throw new BadFields("an entry is no object");
      }
      managed.put(Entry.read(object));
    }
    return managed;
  }

  /** Of what is stored; what cannot be read counts as nothing. */
  static Managed ofLive(JsonObject metadata) {
    try {
      return read(metadata.array(NAME));
    } catch (BadFields e) {
      return new Managed();
    }
  }

  /** Whether the sender wants to be rid of them: an empty list, or one empty entry. */
  static boolean isReset(JsonObject metadata) {
    return metadata.get(NAME) instanceof JsonArray array
        && (array.isEmpty() || array.size() == 1 && JsonObject.EMPTY.equals(array.get(0)));
  }

  void replaceWith(Managed other) {
    entries.clear();
    entries.putAll(other.entries);
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  Collection<Entry> all() {
    return List.copyOf(entries.values());
  }

  @Nullable Entry get(Owner owner) {
    return entries.get(owner);
  }

  void put(Entry entry) {
    entries.put(entry.owner(), entry);
  }

  /** Puts the entry, or removes the owner where it owns nothing. */
  void putUnlessEmpty(Entry entry) {
    if (entry.fields().isEmpty()) {
      entries.remove(entry.owner());
    } else {
      put(entry);
    }
  }

  @Nullable Entry remove(Owner owner) {
    return entries.remove(owner);
  }

  /** Changes what each owns; who then owns nothing goes. */
  void mapFields(UnaryOperator<Entry> change) {
    entries.replaceAll((_, entry) -> change.apply(entry));
    entries.values().removeIf(entry -> entry.fields().isEmpty());
  }

  /** Nobody who updates is to let the list grow without bound: the oldest are joined. */
  void cap() {
    List<Entry> updaters = new ArrayList<>();
    for (Entry entry : entries.values()) {
      if (!entry.owner().isApplied()) {
        updaters.add(entry);
      }
    }
    int surplus = updaters.size() - MOST_UPDATERS;
    if (surplus <= 0) {
      return;
    }
    updaters.sort(OLDEST_FIRST);
    Map<String, Entry> firsts = new HashMap<>();
    for (Entry entry : updaters) {
      if (surplus <= 0) {
        return;
      }
      Entry first = firsts.putIfAbsent(entry.apiVersion(), entry);
      if (first != null) {
        join(first, entry);
        surplus--;
      }
    }
  }

  private void join(Entry first, Entry entry) {
    Owner ancient = new Owner(ANCIENT, false, entry.apiVersion(), "");
    Entry bucket = entries.get(ancient);
    if (bucket == null) {
      entries.remove(first.owner());
      bucket = first;
    }
    entries.remove(entry.owner());
    FieldSet both = entry.fields().union(bucket.fields());
    put(new Entry(ancient, entry.apiVersion(), entry.time(), both, Optional.empty()));
  }

  /** The object with these owners; without the list where there are none. */
  JsonObject into(JsonObject tree) {
    JsonObject metadata = tree.object("metadata");
    if (entries.isEmpty()) {
      return metadata.has(NAME) ? tree.with("metadata", metadata.without(NAME)) : tree;
    }
    List<Entry> sorted = new ArrayList<>(entries.values());
    sorted.sort(AS_WRITTEN);
    List<JsonValue> written = new ArrayList<>(sorted.size());
    sorted.forEach(entry -> written.add(entry.write()));
    return tree.with("metadata", metadata.with(NAME, new JsonArray(written)));
  }

  static JsonObject stripped(JsonObject tree) {
    JsonObject metadata = tree.object("metadata");
    return metadata.has(NAME) ? tree.with("metadata", metadata.without(NAME)) : tree;
  }

  static boolean isSent(JsonObject metadata) {
    return metadata.get(NAME) != JsonNull.NULL;
  }
}
