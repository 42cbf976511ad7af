/**
 * A profile at work: its plugins at their extension points, in order; pods that wait for a permit.
 */
@NullMarked
package dev.keelson.scheduler.framework;

import org.jspecify.annotations.NullMarked;
