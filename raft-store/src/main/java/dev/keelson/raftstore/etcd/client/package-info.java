/**
 * The other side of etcd's v3 API: a {@link dev.keelson.mvcc.KvStore} that is a cluster elsewhere,
 * etcd's or our own.
 */
@NullMarked
package dev.keelson.raftstore.etcd.client;

import org.jspecify.annotations.NullMarked;
