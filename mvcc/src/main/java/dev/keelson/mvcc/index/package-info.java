/**
 * Counting without reading: how many live keys each block of the key space holds, so that a count
 * over a million keys reads at most two blocks. {@link dev.keelson.mvcc.index.KeyCounts} is the one
 * writer, {@link dev.keelson.mvcc.index.BlockCounts} what readers hold, one for each revision they
 * read at.
 */
@NullMarked
package dev.keelson.mvcc.index;

import org.jspecify.annotations.NullMarked;
