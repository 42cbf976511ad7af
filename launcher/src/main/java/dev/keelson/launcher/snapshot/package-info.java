/**
 * {@code keelson snapshot}: saves, describes and restores snapshot files, with the flags, lines and
 * exit codes of etcdctl and etcdutl. {@link dev.keelson.launcher.snapshot.SnapshotCommand} is the
 * face.
 */
@NullMarked
package dev.keelson.launcher.snapshot;

import org.jspecify.annotations.NullMarked;
