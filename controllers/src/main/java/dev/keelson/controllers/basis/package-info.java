/**
 * What several controllers of the cluster need beside {@link dev.keelson.controllers.Loop}: flags
 * read as durations and numbers, a pass that is repeated, condition lists, times as the API writes
 * them.
 */
@NullMarked
package dev.keelson.controllers.basis;

import org.jspecify.annotations.NullMarked;
