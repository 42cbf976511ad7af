/**
 * Members, clients and their bad days in virtual time. The product's deterministic core runs
 * between a simulated log and simulated disks; {@link dev.keelson.jepsen.simulation.Simulate} runs
 * one seed, or one after another.
 */
@NullMarked
package dev.keelson.jepsen.simulation;

import org.jspecify.annotations.NullMarked;
