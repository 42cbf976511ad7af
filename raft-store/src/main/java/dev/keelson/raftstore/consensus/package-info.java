/**
 * Agreement on one order of entries. {@link dev.keelson.raftstore.consensus.ReplicatedLog} is the port, {@link
 * dev.keelson.raftstore.consensus.RatisLog} the one implementation and the only place that knows Ratis.
 */
@NullMarked
package dev.keelson.raftstore.consensus;

import org.jspecify.annotations.NullMarked;
