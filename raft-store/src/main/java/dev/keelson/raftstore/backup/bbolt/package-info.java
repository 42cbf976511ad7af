/**
 * bbolt's file format, which etcd keeps its state in: {@link dev.keelson.raftstore.backup.bbolt
 * .BoltImage} writes one from sorted entries, {@link dev.keelson.raftstore.backup.bbolt.BoltFile}
 * reads one, {@link dev.keelson.raftstore.backup.bbolt.BoltCheck} says whether one is whole. Knows
 * nothing of what the entries mean.
 *
 * <p>A file is pages of one size, all numbers little-endian. Pages 0 and 1 are metas; the valid one
 * with the higher transaction id counts and names the root page, the page of the freelist and the
 * high-water mark. Everything else is B+trees: the root tree's entries are buckets, and the value
 * of a bucket names the root page of its tree, or holds a small tree itself. Source: bbolt {@code
 * internal/common/page.go}, {@code meta.go}, {@code tx_check.go}.
 */
@NullMarked
package dev.keelson.raftstore.backup.bbolt;

import org.jspecify.annotations.NullMarked;
