/**
 * What the kernel says about the machine and about the servers' processes, read from {@code /proc}
 * (see proc(5)). Linux only; a process that is gone or not ours reads as unknown, never as zero.
 */
@NullMarked
package dev.keelson.benchmarks.machine;

import org.jspecify.annotations.NullMarked;
