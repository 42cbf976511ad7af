/**
 * Writing: {@link dev.keelson.mvcc.apply.Decisions} says what a command does, or why it may not;
 * {@link dev.keelson.mvcc.apply.Staged} holds what the commands of one log entry have done so far,
 * on top of the last committed generation; {@link dev.keelson.mvcc.apply.BatchWriter} turns it into
 * one batch. Apply thread only.
 *
 * <p>A decision reads and may refuse; what it stages cannot fail. So no half-done command exists,
 * and how commands are grouped into entries changes nothing.
 */
@NullMarked
package dev.keelson.mvcc.apply;

import org.jspecify.annotations.NullMarked;
