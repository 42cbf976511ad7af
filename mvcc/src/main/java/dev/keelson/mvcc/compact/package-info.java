/**
 * Forgetting: {@link dev.keelson.mvcc.compact.Compaction} removes what lies below the floor from
 * the disk, in steps, in the background. Readers have been refused it since the floor was raised,
 * so nobody sees it go.
 */
@NullMarked
package dev.keelson.mvcc.compact;

import org.jspecify.annotations.NullMarked;
