package dev.keelson.apiserver.server.storage.cache;

import dev.keelson.apiserver.model.GroupVersionResource;

/**
 * A look at one cache, for metrics.
 *
 * @param objects in it
 * @param bytes of their JSON
 * @param revision up to which it is known to be complete; 0 before it is ready
 * @param watches that are open
 * @param windowEvents kept for those who come back
 * @param eventsTotal taken in since the start
 * @param sentTotal handed to watches since the start
 */
public record CacheStats(
    GroupVersionResource resource,
    long objects,
    long bytes,
    long revision,
    int watches,
    long windowEvents,
    long eventsTotal,
    long sentTotal) {}
