/**
 * The cluster as the scheduler believes it to be. {@link dev.keelson.scheduler.cache.NodeInfo} and
 * {@link dev.keelson.scheduler.cache.Snapshot} are immutable, so a snapshot shares with the next
 * all that has not changed.
 */
@NullMarked
package dev.keelson.scheduler.cache;

import org.jspecify.annotations.NullMarked;
