package dev.keelson.raftstore.archive;

/**
 * How an archive stands now, and what was done since the member was opened.
 *
 * @param lagSeconds age of the oldest change that a restore would not bring back; 0 = none
 * @param lagEntries applied and not written
 * @param lagRevisions likewise
 * @param lastSuccessMillis when an object was last written, since 1970; 0 = never yet
 * @param bytes written
 * @param segments written
 * @param checkpoints written
 * @param runs begun: more than one tells of entries that could not be archived
 * @param errors of the target; each was tried again
 */
public record ArchiveStatus(
    double lagSeconds,
    long lagEntries,
    long lagRevisions,
    long lastSuccessMillis,
    long bytes,
    long segments,
    long checkpoints,
    long runs,
    long errors) {}
