package dev.keelson.raftstore.entry;

import dev.keelson.mvcc.Command;
import java.util.List;

/**
 * Commands that were proposed together, in order.
 *
 * @param origin member that proposed them
 * @param session of that member's process, so that an answer never goes to a request of an earlier
 *     life
 * @param sequence of the entry within the session
 */
public record Entry(long origin, long session, long sequence, List<Command<?>> commands) {}
