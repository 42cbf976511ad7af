package dev.keelson.mvcc.watch;

import java.util.List;

/** All changes of one main revision, in order of sub-revision; never empty. */
public record EventBatch(long revision, List<Event> events) {}
