/**
 * etcd's state as a file, both ways: {@link dev.keelson.raftstore.backup.EtcdImage} makes the file
 * that {@code etcdctl snapshot save} gets from real etcd out of a store, {@link
 * dev.keelson.raftstore.backup.EtcdFile} reads one, {@link dev.keelson.raftstore.backup.FileHash}
 * and {@link dev.keelson.raftstore.backup.FileStatus} look at one as etcdutl does.
 *
 * <p>What does not survive the way into etcd and back: who the members are, and where the log
 * stood. A restore makes both anew, in etcd as here. Source: etcd {@code server/storage/schema}.
 */
@NullMarked
package dev.keelson.raftstore.backup;

import org.jspecify.annotations.NullMarked;
