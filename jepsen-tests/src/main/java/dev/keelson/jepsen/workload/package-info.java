/**
 * What clients do while faults happen: each {@link dev.keelson.jepsen.workload.Workload} is one way
 * to use etcd that real users have, told as requests of {@link dev.keelson.jepsen.history}. It only
 * acts and records; whether the answers were right is for the checkers to say.
 *
 * <p>{@link dev.keelson.jepsen.workload.EtcdClient} is the one place that speaks the wire, and the
 * one place that decides whether a failure means "it did not happen" or "nobody knows".
 */
@NullMarked
package dev.keelson.jepsen.workload;

import org.jspecify.annotations.NullMarked;
