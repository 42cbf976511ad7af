/**
 * A tiny shell: enough of POSIX to know what {@code sh -c 'echo hello; sleep 5; exit 1'} says,
 * when, and how it ends, without running anything. Time inside is virtual, so a run is a pure
 * function of its text, its variables and its files: logs are made by running it again up to now.
 *
 * <p>Main types: {@link dev.keelson.nodeagent.shell.Program}, {@link
 * dev.keelson.nodeagent.shell.Run}, {@link dev.keelson.nodeagent.shell.Ending}.
 */
@NullMarked
package dev.keelson.nodeagent.shell;

import org.jspecify.annotations.NullMarked;
