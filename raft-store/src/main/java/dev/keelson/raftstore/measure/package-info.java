/** Durations, counted where they arise and read by whoever publishes them. Knows nobody. */
@NullMarked
package dev.keelson.raftstore.measure;

import org.jspecify.annotations.NullMarked;
