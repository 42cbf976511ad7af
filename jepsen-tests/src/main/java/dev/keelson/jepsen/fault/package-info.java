/**
 * What goes wrong: one {@link dev.keelson.jepsen.fault.Fault} a file, each struck and healed again
 * and again while clients work. Which member is hit is drawn from the run's seed; leaders are hit
 * more often than chance would.
 */
@NullMarked
package dev.keelson.jepsen.fault;

import org.jspecify.annotations.NullMarked;
