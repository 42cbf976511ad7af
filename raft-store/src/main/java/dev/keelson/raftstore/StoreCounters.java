package dev.keelson.raftstore;

/**
 * What one member counted since it was opened, and what it holds now. Mutations are counted when
 * they are applied here, so on every member; reads, renewals and proposals only where they were
 * asked for.
 *
 * @param keys living keys
 * @param puts also inside transactions, likewise the two following
 * @param deletes delete requests, whatever they found; keys that go with a lease are not counted
 * @param ranges reads, of whatever length
 * @param txns applied transactions of more than one operation
 * @param slowWatchers watches that read history
 * @param pendingEvents waiting to be taken by watches
 * @param leasesRenewed by this member as leader
 * @param proposalsPending commands that wait for their outcome
 * @param proposalsFailed commands that were given up: no leader, time-out, too late
 */
public record StoreCounters(
    long keys,
    long puts,
    long deletes,
    long ranges,
    long txns,
    long slowWatchers,
    long pendingEvents,
    long leasesGranted,
    long leasesRenewed,
    long leasesRevoked,
    long proposalsPending,
    long proposalsFailed) {}
