/**
 * Servers that the benchmark starts itself: any program that takes etcd's flags, alone or as
 * several members, on free ports of the loopback address and in directories that are removed
 * afterwards.
 *
 * <p>Whatever is started here is ended here, by its pid, also when the benchmark is interrupted:
 * {@link dev.keelson.benchmarks.server.Cleanup} sees to it.
 */
@NullMarked
package dev.keelson.benchmarks.server;

import org.jspecify.annotations.NullMarked;
