/** Spreads the pods of a workload over domains: zones, nodes, whatever a label tells apart. */
@NullMarked
package dev.keelson.scheduler.plugins.spread;

import org.jspecify.annotations.NullMarked;
