package dev.keelson.scheduler.queue;

import dev.keelson.scheduler.plugin.ClusterEvent;
import dev.keelson.scheduler.plugin.QueuedPod;
import dev.keelson.scheduler.view.PodView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A pod on its way through the queue. Changed under the queue's lock while it is in the queue, and
 * by the cycle thread while it is in flight.
 */
public final class PodEntry implements QueuedPod {
  /** Where it is. */
  enum Place {
    NOWHERE,
    ACTIVE,
    BACKOFF,
    ERROR_BACKOFF,
    UNSCHEDULABLE,
    IN_FLIGHT
  }

  private PodView pod;
  private Instant timestamp;
  private long timestampNanos;
  private int attempts;
  private Optional<Object> signature = Optional.empty();

  /** Of the queue. */
  Place place = Place.NOWHERE;

  int heapIndex = -1;

  /** Nanos of the first entry into the active queue; -1 before. */
  long firstNanos = -1;

  /** Attempts that ended in a refusal. */
  int unschedulableCount;

  /** Attempts that ended in an error, since the last other end. */
  int consecutiveErrors;

  /** Nanos; -1: to be computed. */
  long backoffUntil = -1;

  Set<String> unschedulablePlugins = new TreeSet<>();
  Set<String> pendingPlugins = new TreeSet<>();

  /** "": not gated. */
  String gatingPlugin = "";

  List<ClusterEvent> gatingEvents = List.of();

  /** While it is unschedulable: whether as gated. */
  boolean isCountedAsGated;

  boolean isFlushed;

  PodEntry(PodView pod, Instant timestamp, long nanos) {
    this.pod = pod;
    this.timestamp = timestamp;
    this.timestampNanos = nanos;
  }

  @Override
  public PodView pod() {
    return pod;
  }

  @Override
  public Instant timestamp() {
    return timestamp;
  }

  @Override
  public int attempts() {
    return attempts;
  }

  /** What pods of a batch have in common; empty: this one is in none. */
  public Optional<Object> signature() {
    return signature;
  }

  /** Nanos at which it first could be tried. */
  public long firstNanos() {
    return firstNanos;
  }

  /** Whether it was last brought back only because it had waited for so long. */
  public boolean isFlushed() {
    return isFlushed;
  }

  /**
   * After a failed attempt, by the cycle, before it goes back.
   *
   * @param unschedulable plugins that refused it; with {@code pending} none: it was an error
   */
  public void rejectedBy(Set<String> unschedulable, Set<String> pending) {
    unschedulablePlugins = new TreeSet<>(unschedulable);
    pendingPlugins = new TreeSet<>(pending);
  }

  /** A newer version of the pod. */
  public void update(PodView now, Optional<Object> newSignature) {
    pod = now;
    signature = newSignature;
  }

  boolean isGated() {
    return !gatingPlugin.isEmpty();
  }

  boolean hasRejectors() {
    return !unschedulablePlugins.isEmpty() || !pendingPlugins.isEmpty();
  }

  boolean isRejectedBy(String plugin) {
    return unschedulablePlugins.contains(plugin) || pendingPlugins.contains(plugin);
  }

  void tried() {
    attempts++;
  }

  void stamp(Instant now, long nanos) {
    timestamp = now;
    timestampNanos = nanos;
  }

  long timestampNanos() {
    return timestampNanos;
  }

  @Override
  public String toString() {
    return pod + " (" + place + ", " + attempts + " attempts)";
  }
}
