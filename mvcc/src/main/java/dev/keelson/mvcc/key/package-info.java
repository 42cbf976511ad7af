/**
 * The only place that knows how keys, revisions and pairs lie in bytes. Order-preserving where
 * order matters.
 */
@NullMarked
package dev.keelson.mvcc.key;

import org.jspecify.annotations.NullMarked;
