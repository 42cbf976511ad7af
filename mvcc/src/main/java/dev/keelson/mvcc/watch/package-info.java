/**
 * Watches: every change from a revision on, in order, none skipped, none twice, at the watcher's own pace. The three
 * types to know: {@link dev.keelson.mvcc.watch.WatchHub}, {@link dev.keelson.mvcc.watch.WatchSpec}, {@link
 * dev.keelson.mvcc.watch.Watcher}.
 */
@NullMarked
package dev.keelson.mvcc.watch;

import org.jspecify.annotations.NullMarked;
