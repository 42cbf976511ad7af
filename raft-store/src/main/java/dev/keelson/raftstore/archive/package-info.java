/**
 * The continuous archive of one member: what its log applied, in segments, and from time to time
 * the whole store, as checkpoints; from both, the store at any revision or time in between can be
 * made again.
 *
 * <p>Three types meet others: {@link dev.keelson.raftstore.archive.Archiver} writes beside a
 * running store and never holds it back; {@link dev.keelson.raftstore.archive.Archive} reads,
 * chooses and verifies; {@link dev.keelson.raftstore.archive.ArchiveTarget} is the port to where
 * the objects lie, of which a directory is the first.
 *
 * <p>Invariants. A run, which is a folder, has one writer and no holes: where an entry of the log
 * cannot be had, a new run begins with a checkpoint of its own. Each segment names the digest of
 * the one before. Objects are written whole and never changed.
 */
@NullMarked
package dev.keelson.raftstore.archive;

import org.jspecify.annotations.NullMarked;
