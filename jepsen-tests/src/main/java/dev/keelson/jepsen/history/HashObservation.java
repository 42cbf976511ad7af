package dev.keelson.jepsen.history;

/**
 * One member's answer to HashKV.
 *
 * @param member as the run names it
 * @param at nanoseconds
 * @param revision the revision it was hashed at
 * @param compactRevision what had been compacted then; hashes compare only where it is equal
 */
public record HashObservation(
    String member, long at, long revision, long compactRevision, long hash) {}
