/**
 * Watches: every change from a revision on, in order, none skipped, none twice, at the watcher's
 * own pace. The types to know: {@link dev.keelson.mvcc.watch.WatchHub} (where events go in), {@link
 * dev.keelson.mvcc.watch.Watcher} (where they come out), {@link dev.keelson.mvcc.watch.Mailbox}
 * (how a consumer of many watchers learns which).
 */
@NullMarked
package dev.keelson.mvcc.watch;

import org.jspecify.annotations.NullMarked;
