/**
 * A whole store out and in: {@link dev.keelson.mvcc.copy.StoreExport} gives everything a store
 * holds at one moment, history in the order of its revisions; {@link
 * dev.keelson.mvcc.copy.StoreLoader} makes a new store of the same. Records have the form in which
 * etcd stores them, so that both its files and ours are made of the same bytes.
 */
@NullMarked
package dev.keelson.mvcc.copy;

import org.jspecify.annotations.NullMarked;
