package dev.keelson.scheduler.queue;

import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.scheduler.metrics.SchedulerMetrics;
import dev.keelson.scheduler.plugin.PreEnqueuePlugin;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.queue.PodEntry.Place;
import dev.keelson.scheduler.view.PodView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which pod is in which queue. Each is in one. Under the queue's lock. */
final class QueueState {
  private static final String POP_FROM_BACKOFF = "PopFromBackoffQ";
  private static final String BACKOFF_COMPLETE = "BackoffComplete";

  private final Timing timing;
  private final QueueOptions options;
  private final Hints hints;
  private final NominatedPods nominated;
  private final SchedulerMetrics metrics;
  private final BackoffTimes times;
  private final PodHeap active;
  private final PodHeap backoff;
  private final PodHeap errorBackoff;

  /** By plugin that refused them: an event looks only at those whom it may help. */
  private final Map<String, Set<PodEntry>> refused = new HashMap<>();

  private final Set<PodEntry> unschedulable = new LinkedHashSet<>();
  private final Map<String, PodEntry> byUid = new HashMap<>();
  private final Map<ObjectName, PodEntry> byName = new HashMap<>();
  private int gated;

  QueueState(
      Timing timing,
      QueueOptions options,
      Hints hints,
      NominatedPods nominated,
      SchedulerMetrics metrics) {
    this.timing = timing;
    this.options = options;
    this.hints = hints;
    this.nominated = nominated;
    this.metrics = metrics;
    this.times = BackoffTimes.of(options.initialBackoff(), options.maxBackoff());
    this.active = new PodHeap(options.order());
    Comparator<PodEntry> byEnd = Comparator.comparingLong(times::end);
    this.backoff = new PodHeap(byEnd.thenComparing(options.order()));
    this.errorBackoff = new PodHeap(byEnd);
  }

  PodEntry entry(PodView pod) {
    PodEntry entry = new PodEntry(pod, timing.now(), timing.nanos());
    entry.update(pod, options.signer().apply(pod));
    return entry;
  }

  Optional<PodEntry> find(String uid) {
    return Optional.ofNullable(byUid.get(uid));
  }

  Optional<PodEntry> find(ObjectName name) {
    return Optional.ofNullable(byName.get(name));
  }

  boolean hasNext() {
    return !active.isEmpty() || !backoff.isEmpty();
  }

  /** Out of the queue: the first that is active; if none is, the first that backs off. */
  Optional<PodEntry> next() {
    PodHeap from = active.isEmpty() ? backoff : active;
    if (from.isEmpty()) {
      return Optional.empty();
    }
    if (from == backoff) {
      metrics.incoming("active", POP_FROM_BACKOFF).increment();
    }
    PodEntry next = from.peek().orElseThrow();
    remove(next);
    return Optional.of(next);
  }

  void taken(PodEntry entry) {
    entry.place = Place.IN_FLIGHT;
    entry.tried();
    if (entry.firstNanos < 0) {
      entry.firstNanos = timing.nanos();
    }
    count(entry, -1);
  }

  /** Before {@link #requeue}, which puts it back. */
  void failed(PodEntry entry) {
    if (entry.hasRejectors()) {
      entry.unschedulableCount++;
      entry.consecutiveErrors = 0;
    } else {
      entry.consecutiveErrors++;
    }
    entry.stamp(timing.now(), timing.nanos());
    entry.backoffUntil = -1;
    entry.isFlushed = false;
    count(entry, 1);
  }

  private void count(PodEntry entry, int by) {
    String profile = entry.pod().schedulerName();
    for (String plugin : entry.unschedulablePlugins) {
      metrics.unschedulableBy(plugin, profile).add(by);
    }
    for (String plugin : entry.pendingPlugins) {
      if (!entry.unschedulablePlugins.contains(plugin)) {
        metrics.unschedulableBy(plugin, profile).add(by);
      }
    }
  }

  void requeue(PodEntry entry, Requeue how, String event) {
    if (how == Requeue.SKIP) {
      toUnschedulable(entry, event);
    } else if (how == Requeue.AFTER_BACKOFF && times.isBackingOff(entry, timing.nanos())) {
      toBackoff(entry, event);
    } else {
      toActive(entry, event);
    }
  }

  void toActive(PodEntry entry, String event) {
    boolean isFromBackoff = isBackingOff(entry);
    if (!isFromBackoff) {
      gate(entry);
    }
    if (entry.isGated()) {
      toUnschedulable(entry, event);
      return;
    }
    if (entry.firstNanos < 0) {
      entry.firstNanos = timing.nanos();
    }
    remove(entry);
    put(entry, Place.ACTIVE);
    active.add(entry);
    metrics.incoming("active", event).increment();
    if (event.equals(QueueEvents.POD_ADD.label()) || event.equals(QueueEvents.POD_UPDATE.label())) {
      nominated.nominateAsWritten(entry.pod());
    }
  }

  private void toBackoff(PodEntry entry, String event) {
    gate(entry);
    if (entry.isGated()) {
      toUnschedulable(entry, event);
      return;
    }
    remove(entry);
    if (entry.hasRejectors()) {
      put(entry, Place.BACKOFF);
      backoff.add(entry);
    } else {
      put(entry, Place.ERROR_BACKOFF);
      errorBackoff.add(entry);
    }
    metrics.incoming("backoff", event).increment();
  }

  private void toUnschedulable(PodEntry entry, String event) {
    remove(entry);
    put(entry, Place.UNSCHEDULABLE);
    unschedulable.add(entry);
    entry.isCountedAsGated = entry.isGated();
    if (entry.isCountedAsGated) {
      gated++;
    }
    entry.unschedulablePlugins.forEach(plugin -> refusedBy(plugin).add(entry));
    entry.pendingPlugins.forEach(plugin -> refusedBy(plugin).add(entry));
    metrics.incoming(entry.isGated() ? "gated" : "unschedulable", event).increment();
  }

  private Set<PodEntry> refusedBy(String plugin) {
    return refused.computeIfAbsent(plugin, _ -> new LinkedHashSet<>());
  }

  private void put(PodEntry entry, Place place) {
    entry.place = place;
    byUid.put(entry.pod().uid(), entry);
    byName.put(entry.pod().name(), entry);
  }

  private static boolean isBackingOff(PodEntry entry) {
    return entry.place == Place.BACKOFF || entry.place == Place.ERROR_BACKOFF;
  }

  /** Out of wherever it is. */
  void remove(PodEntry entry) {
    switch (entry.place) {
      case ACTIVE -> active.remove(entry);
      case BACKOFF -> backoff.remove(entry);
      case ERROR_BACKOFF -> errorBackoff.remove(entry);
      case UNSCHEDULABLE -> removeUnschedulable(entry);
      case NOWHERE, IN_FLIGHT -> {
        return;
      }
    }
    entry.place = Place.NOWHERE;
    byUid.remove(entry.pod().uid());
    byName.remove(entry.pod().name(), entry);
  }

  private void removeUnschedulable(PodEntry entry) {
    if (unschedulable.remove(entry) && entry.isCountedAsGated) {
      gated--;
    }
    refused.values().forEach(entries -> entries.remove(entry));
  }

  /** Asks the PreEnqueue plugins, the one that gates it first. */
  private void gate(PodEntry entry) {
    String profile = entry.pod().schedulerName();
    List<PreEnqueuePlugin> plugins = options.preEnqueue().getOrDefault(profile, List.of());
    String before = entry.gatingPlugin;
    for (PreEnqueuePlugin each : plugins) {
      if (each.name().equals(before) && !admits(each, entry)) {
        return;
      }
    }
    for (PreEnqueuePlugin each : plugins) {
      if (!each.name().equals(before) && !admits(each, entry)) {
        return;
      }
    }
    entry.gatingPlugin = "";
  }

  private boolean admits(PreEnqueuePlugin plugin, PodEntry entry) {
    Verdict verdict = plugin.preEnqueue(entry.pod());
    if (verdict.isSuccess() || verdict instanceof Verdict.Skip) {
      return true;
    }
    String name = plugin.name();
    String profile = entry.pod().schedulerName();
    if (!entry.isRejectedBy(name)) {
      metrics.unschedulableBy(name, profile).increment();
    }
    entry.unschedulablePlugins.add(name);
    entry.gatingPlugin = name;
    entry.gatingEvents = hints.eventsOf(profile, name);
    return false;
  }

  /** A newer version of a pod that is in some queue. */
  void refresh(PodEntry entry, PodView now) {
    entry.update(now, options.signer().apply(now));
    switch (entry.place) {
      case ACTIVE -> active.fix(entry);
      case BACKOFF -> backoff.fix(entry);
      case ERROR_BACKOFF -> errorBackoff.fix(entry);
      case UNSCHEDULABLE, NOWHERE, IN_FLIGHT -> {
        // No order there.
      }
    }
  }

  void flushBackoff() {
    long now = timing.nanos();
    for (PodHeap heap : List.of(backoff, errorBackoff)) {
      for (var first = heap.peek();
          first.isPresent() && !times.isBackingOff(first.get(), now);
          first = heap.peek()) {
        toActive(first.get(), BACKOFF_COMPLETE);
      }
    }
  }

  /** Those that wait for something to happen. A copy. */
  boolean hasWaiting() {
    return !unschedulable.isEmpty();
  }

  List<PodEntry> waiting() {
    return List.copyOf(unschedulable);
  }

  /** Those that one of these plugins refused, of its profile. A copy. */
  List<PodEntry> rejectedBy(Map<String, List<Hints.Interested>> interested) {
    Set<String> plugins = new LinkedHashSet<>();
    interested.values().forEach(all -> all.forEach(each -> plugins.add(each.plugin())));
    if (plugins.size() == 1) {
      return List.copyOf(refused.getOrDefault(plugins.iterator().next(), Set.of()));
    }
    Set<PodEntry> found = new LinkedHashSet<>();
    plugins.forEach(plugin -> found.addAll(refused.getOrDefault(plugin, Set.of())));
    return new ArrayList<>(found);
  }

  int active() {
    return active.size();
  }

  int backoff() {
    return backoff.size() + errorBackoff.size();
  }

  int unschedulable() {
    return unschedulable.size() - gated;
  }

  int gated() {
    return gated;
  }

  int size() {
    return byUid.size();
  }
}
