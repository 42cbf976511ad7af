/**
 * What is sent, how much of it at a time, and how long it took. A {@link
 * dev.keelson.benchmarks.load.UnaryCase} says what one client sends next; {@link
 * dev.keelson.benchmarks.load.ClosedLoop} keeps that many clients busy without a thread each;
 * {@link dev.keelson.benchmarks.load.WatchFanOut} measures events instead of calls.
 *
 * <p>Every key lies under {@link dev.keelson.benchmarks.load.Keys#ROOT}, so that nothing else in a
 * store is touched.
 */
@NullMarked
package dev.keelson.benchmarks.load;

import org.jspecify.annotations.NullMarked;
