package dev.keelson.scheduler.cache;

/**
 * An image that a node has.
 *
 * @param size bytes
 * @param nodes how many nodes have it
 */
public record ImageState(long size, int nodes) {}
