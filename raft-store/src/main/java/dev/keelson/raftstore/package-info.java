/**
 * One member of a replicated store: open it, use it as a {@link dev.keelson.mvcc.KvStore}, close
 * it. Nothing here needs gRPC; package {@code etcd} puts the wire on top.
 */
@NullMarked
package dev.keelson.raftstore;

import org.jspecify.annotations.NullMarked;
