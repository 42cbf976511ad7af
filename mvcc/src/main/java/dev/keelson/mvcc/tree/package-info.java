/**
 * One data structure: {@link dev.keelson.mvcc.tree.SortedTree}, an immutable ordered map that knows
 * the weight of all keys below a bound. A root once published never changes: readers hold one, the
 * one writer makes the next. No locks here.
 */
@NullMarked
package dev.keelson.mvcc.tree;

import org.jspecify.annotations.NullMarked;
