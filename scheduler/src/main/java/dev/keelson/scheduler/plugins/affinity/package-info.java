/** Pods that want to be near other pods, or far from them. */
@NullMarked
package dev.keelson.scheduler.plugins.affinity;

import org.jspecify.annotations.NullMarked;
