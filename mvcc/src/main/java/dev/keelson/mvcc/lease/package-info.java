/**
 * Leases as data: {@link dev.keelson.mvcc.lease.LeaseRecord} and the table of all of them. No
 * clock: when a lease has expired is decided elsewhere, and arrives as a command (rule 42).
 */
@NullMarked
package dev.keelson.mvcc.lease;

import org.jspecify.annotations.NullMarked;
