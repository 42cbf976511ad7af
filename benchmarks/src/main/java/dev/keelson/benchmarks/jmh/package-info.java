/**
 * Micro-benchmarks, to be run by hand when a design is in question; {@code benchmarks/README.md}
 * says how. What a user gets is measured from outside, by {@link dev.keelson.benchmarks.Bench}.
 */
@NullMarked
package dev.keelson.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
