/**
 * Members of a cluster as real processes, and the world they live in: a network whose wires can be
 * cut, slowed and made to lose packets, and disks that can fill up or lose what was not synced.
 *
 * <p>{@link dev.keelson.jepsen.cluster.Cluster} starts and stops {@link
 * dev.keelson.jepsen.cluster.Member}s of a {@link dev.keelson.jepsen.cluster.Target} on a {@link
 * dev.keelson.jepsen.cluster.Network}. Where the process runs in namespaces of its own (the script
 * {@code run} sees to that), each member has its own network namespace and its peers are behind a
 * {@link dev.keelson.jepsen.cluster.Wire}; elsewhere all share the loopback device. {@link
 * dev.keelson.jepsen.cluster.Abilities} says which of the two it is and what else is missing.
 *
 * <p>Nothing here outlives the process: namespaces, mounts and members belong to its pid namespace,
 * and die with it.
 */
@NullMarked
package dev.keelson.jepsen.cluster;

import org.jspecify.annotations.NullMarked;
