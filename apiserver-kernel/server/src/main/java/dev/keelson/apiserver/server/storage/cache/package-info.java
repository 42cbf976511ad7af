/**
 * The newest state of all objects of a resource, and its changes, kept in memory: lists and watches
 * are served from here. {@link dev.keelson.apiserver.server.storage.cache.Cachers} has a {@link
 * dev.keelson.apiserver.server.storage.cache.Cacher} for each resource, which follows one watch of
 * the store.
 *
 * <p>Of each there is one thread that writes. It puts changes into an immutable tree and into a
 * window of recent events, and publishes both; readers take what is published and lock nothing. A
 * watcher reads the window at its own pace and is told only when something it selects by name or
 * namespace has come, so that none slows the writer or another down.
 */
@NullMarked
package dev.keelson.apiserver.server.storage.cache;

import org.jspecify.annotations.NullMarked;
