/** What dashboards read, under upstream's names. */
@NullMarked
package dev.keelson.scheduler.metrics;

import org.jspecify.annotations.NullMarked;
