/**
 * Doubt: {@link dev.keelson.mvcc.check.StoreCheck} walks a whole store and names every broken
 * invariant, {@link dev.keelson.mvcc.check.HashKvScan} sums all records up as etcd does, so that
 * members, and real etcd, can be compared.
 */
@NullMarked
package dev.keelson.mvcc.check;

import org.jspecify.annotations.NullMarked;
