/**
 * {@code keelson restore} and {@code keelson backup}: what an operator does with the archive that a
 * member writes. Exit codes: 0 it is well, 1 it is not, 128 for words that make no command.
 */
@NullMarked
package dev.keelson.launcher.backup;

import org.jspecify.annotations.NullMarked;
