/**
 * What keeps bytes: the port {@link dev.keelson.mvcc.engine.Engine}, and its two engines. Only here
 * is RocksDB known.
 */
@NullMarked
package dev.keelson.mvcc.engine;

import org.jspecify.annotations.NullMarked;
