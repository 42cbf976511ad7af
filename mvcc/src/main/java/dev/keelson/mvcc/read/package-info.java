/**
 * Reading: {@link dev.keelson.mvcc.read.StoreView} over a shared {@link
 * dev.keelson.mvcc.read.Generation} of the store, {@link dev.keelson.mvcc.read.Pairs} as of head or
 * of an old revision, and {@link dev.keelson.mvcc.read.RangeReader}, which gives every option of a
 * range its meaning over any of them.
 *
 * <p>Everything here reads one engine snapshot, so revision and data always agree; nothing here
 * writes.
 */
@NullMarked
package dev.keelson.mvcc.read;

import org.jspecify.annotations.NullMarked;
