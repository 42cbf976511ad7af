/**
 * A client for etcd's v3 API that costs as little as possible, because it shares the machine with
 * the server it measures: requests are encoded by hand into byte arrays, answers are read no
 * further than the measurement needs, and everything happens on Netty's event loops.
 *
 * <p>{@link dev.keelson.benchmarks.wire.Requests} encodes, {@link
 * dev.keelson.benchmarks.wire.Answer} reads, {@link dev.keelson.benchmarks.wire.Connections}
 * carries. Field numbers are those of etcd's published {@code rpc.proto} and {@code kv.proto}.
 */
@NullMarked
package dev.keelson.benchmarks.wire;

import org.jspecify.annotations.NullMarked;
