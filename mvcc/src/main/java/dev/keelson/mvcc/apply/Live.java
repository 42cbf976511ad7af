package dev.keelson.mvcc.apply;

import dev.keelson.mvcc.KeyValue;

/** A live pair with the whole revision that put it: the pair itself knows only the main part. */
record Live(KeyValue pair, int sub) {}
