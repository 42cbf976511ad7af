/**
 * {@code keelson bench}: drives any etcd endpoint, or starts two programs in turn and compares
 * them. {@link dev.keelson.benchmarks.Bench} is the main class; {@code wire} speaks to servers,
 * {@code load} says what is sent, {@code server} starts and ends them, {@code machine} reads what
 * they used, {@code report} prints it.
 */
@NullMarked
package dev.keelson.benchmarks;

import org.jspecify.annotations.NullMarked;
