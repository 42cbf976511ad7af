package dev.keelson.mvcc.engine;

/** The tables of a store. Names and order are stored: append only. */
public enum Table {
  /** Live pairs by key: what lists scan. */
  CURRENT,
  /** Every kept change by revision: what watches, hashes, compaction and snapshots scan. */
  HISTORY,
  /** Kept revisions by key: how an old version of a key is found. */
  INDEX,
  /** Leases, and keys by lease. */
  LEASE,
  /** Counts of live keys by block of the key space. */
  COUNT,
  /** Single facts: applied position, head, compaction progress, alarms, facts of other modules. */
  META
}
