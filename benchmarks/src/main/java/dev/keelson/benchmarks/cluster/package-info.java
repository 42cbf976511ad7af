/**
 * {@code keelson bench cluster}: how many pods a second a whole control plane binds and what that
 * costs it, on the workloads of upstream's scheduler_perf, over HTTP/2 and TLS. A {@link
 * dev.keelson.benchmarks.cluster.Workload} says what is made; {@link
 * dev.keelson.benchmarks.cluster.BoundWatch} is where a number comes from.
 *
 * <p>Everything made lies in namespaces that begin with {@code keelson-bench-}, but for the nodes,
 * which are called {@code keelson-bench-node-N}. Both are deleted after each case.
 */
@NullMarked
package dev.keelson.benchmarks.cluster;

import org.jspecify.annotations.NullMarked;
