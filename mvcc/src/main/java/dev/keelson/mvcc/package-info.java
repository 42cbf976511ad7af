/**
 * The face of the store: values, commands and outcomes, and the two doors through which others come
 * in: {@link dev.keelson.mvcc.MvccStore} for whoever owns the log, {@link dev.keelson.mvcc.KvStore}
 * for everybody else.
 *
 * <p>Nothing below this package knows a clock, a random number, a thread pool, Raft, gRPC or
 * Kubernetes. The same commands in the same order give the same bytes on every member.
 */
@NullMarked
package dev.keelson.mvcc;

import org.jspecify.annotations.NullMarked;
