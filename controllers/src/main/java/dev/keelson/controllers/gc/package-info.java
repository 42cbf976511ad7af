/**
 * Deletes what nobody owns any more. A {@link dev.keelson.controllers.gc.Graph} knows who owns
 * whom, by what monitors of all resources tell; workers verify against the server before they
 * delete, so a graph that lags deletes nothing that lives.
 */
@NullMarked
package dev.keelson.controllers.gc;

import org.jspecify.annotations.NullMarked;
