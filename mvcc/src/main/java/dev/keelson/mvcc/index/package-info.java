/**
 * Counting without reading: {@link dev.keelson.mvcc.index.SortedTree}, an immutable ordered map that knows the weight of
 * every prefix of its keys, and {@link dev.keelson.mvcc.index.KeyCounts}, which keeps in it how many live keys each block
 * of the key space holds, so that a count over a million keys reads at most two blocks.
 *
 * <p>A tree once published never changes: readers hold a root, the one writer makes the next. No locks here.
 */
@NullMarked
package dev.keelson.mvcc.index;

import org.jspecify.annotations.NullMarked;
