/**
 * Agreement on one order of entries. {@link dev.keelson.raftstore.consensus.ReplicatedLog} is the
 * port, {@link dev.keelson.raftstore.consensus.LogApplier} what it drives, {@link
 * dev.keelson.raftstore.consensus.RatisLog} the one implementation and the only place that knows
 * Ratis.
 *
 * <p>Invariants: an entry is applied at most once on every member and in the same order; what was
 * acknowledged is on the disks of a majority; a read barrier that succeeded covers everything
 * acknowledged before it was asked for; the log is dropped only up to a finished checkpoint; a
 * state that does not fit its log stops the start, never the data.
 */
@NullMarked
package dev.keelson.raftstore.consensus;

import org.jspecify.annotations.NullMarked;
