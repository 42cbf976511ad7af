/**
 * The main program: picks a command and hands over. Wiring is plain {@code new}; what a command
 * does stands in its own package.
 */
@NullMarked
package dev.keelson.launcher;

import org.jspecify.annotations.NullMarked;
