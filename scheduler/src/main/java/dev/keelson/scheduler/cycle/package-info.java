/**
 * From a pod taken out of the queue to a pod that is bound, or back in the queue with the reason
 * why not. One thread chooses nodes; each pod is bound on a virtual thread of its own.
 */
@NullMarked
package dev.keelson.scheduler.cycle;

import org.jspecify.annotations.NullMarked;
