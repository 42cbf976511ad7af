package dev.keelson.mvcc.apply;

import dev.keelson.mvcc.Alarm;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.engine.Engine;
import dev.keelson.mvcc.engine.Table;
import dev.keelson.mvcc.key.MetaKey;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Alarms and facts: the store's small replicated registers, held whole in memory and replaced whole
 * at each change. Immutable.
 */
public record StoreFacts(SortedSet<Alarm> alarms, SortedMap<Bytes, Bytes> facts) {
  public static StoreFacts load(Engine.Snapshot snapshot) {
    SortedSet<Alarm> alarms = new TreeSet<>();
    try (Engine.Cursor cursor =
        snapshot.scan(Table.META, MetaKey.firstAlarm(), MetaKey.afterAlarms())) {
      while (cursor.next()) {
        alarms.add(MetaKey.alarm(cursor.key()));
      }
    }
    SortedMap<Bytes, Bytes> facts = new TreeMap<>();
    try (Engine.Cursor cursor =
        snapshot.scan(Table.META, MetaKey.firstFact(), MetaKey.afterFacts())) {
      while (cursor.next()) {
        facts.put(MetaKey.factName(cursor.key()), Bytes.wrap(cursor.value()));
      }
    }
    return new StoreFacts(alarms, facts);
  }

  /** Of any member. */
  public boolean isRaised(Alarm.Kind kind) {
    for (Alarm alarm : alarms) {
      if (alarm.kind() == kind) {
        return true;
      }
    }
    return false;
  }

  public Optional<Bytes> fact(Bytes name) {
    return Optional.ofNullable(facts.get(name));
  }

  /** All facts whose names begin with {@code prefix}. */
  public SortedMap<Bytes, Bytes> facts(Bytes prefix) {
    SortedMap<Bytes, Bytes> from = facts.tailMap(prefix);
    Bytes end = prefix.prefixEnd();
    return Collections.unmodifiableSortedMap(
        prefix.isEmpty() || end.isZero() ? from : from.headMap(end));
  }

  StoreFacts with(Alarm alarm, boolean active) {
    SortedSet<Alarm> next = new TreeSet<>(alarms);
    if (active) {
      next.add(alarm);
    } else {
      next.remove(alarm);
    }
    return new StoreFacts(next, facts);
  }

  StoreFacts with(Bytes name, Optional<Bytes> value) {
    SortedMap<Bytes, Bytes> next = new TreeMap<>(facts);
    if (value.isPresent()) {
      next.put(name, value.get());
    } else {
      next.remove(name);
    }
    return new StoreFacts(alarms, next);
  }
}
