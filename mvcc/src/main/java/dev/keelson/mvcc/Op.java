package dev.keelson.mvcc;

/** What may stand in a branch of a transaction. */
public sealed interface Op permits RangeQuery, Command.Put, Command.DeleteRange, Command.Txn {}
