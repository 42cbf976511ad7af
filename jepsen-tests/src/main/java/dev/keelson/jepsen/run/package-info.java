/**
 * The command {@code jepsen-tests/run}: reads the {@link dev.keelson.jepsen.run.CommandLine}, makes
 * a {@link dev.keelson.jepsen.run.Plan} of rows, each one workload under one fault, runs one after
 * the other and prints a line for each.
 */
@NullMarked
package dev.keelson.jepsen.run;

import org.jspecify.annotations.NullMarked;
