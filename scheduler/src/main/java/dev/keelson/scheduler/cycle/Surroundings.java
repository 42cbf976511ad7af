package dev.keelson.scheduler.cycle;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.scheduler.cache.LiveCache;
import dev.keelson.scheduler.metrics.SchedulerMetrics;
import dev.keelson.scheduler.queue.SchedulingQueue;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * What the cycles work with.
 *
 * @param events takes what happened, in the name of a profile
 * @param pods as the informer knows them now
 * @param later runs what talks to the API server, each on a thread of its own
 */
public record Surroundings(
    ApiClient client,
    Timing timing,
    LiveCache cache,
    SchedulingQueue queue,
    SchedulerMetrics metrics,
    Decisions decisions,
    BiConsumer<String, EventNote> events,
    Function<ObjectName, Optional<ApiObject>> pods,
    ApiWork later) {}
