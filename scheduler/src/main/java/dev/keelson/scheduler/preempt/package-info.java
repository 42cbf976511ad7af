/**
 * Makes room for a pod by evicting pods of lower priority, where no node has room: the least harm
 * that lets it in is searched by trying on copies, and done beside the scheduling cycle.
 *
 * <p>Never evicts a pod of the same or a higher priority; where disruption budgets allow it, none
 * that they protect.
 */
@NullMarked
package dev.keelson.scheduler.preempt;

import org.jspecify.annotations.NullMarked;
