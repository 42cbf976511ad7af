/** What the informers bring, carried into cache and queue. */
@NullMarked
package dev.keelson.scheduler.watch;

import org.jspecify.annotations.NullMarked;
