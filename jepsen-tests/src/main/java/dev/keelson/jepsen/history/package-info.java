/**
 * What happened in one run, as the clients saw it: calls with their answers, watches with their
 * events, and the members' hashes. Shaped as etcd's API is, bound to no server and to no client
 * library.
 *
 * <p>Start at {@link dev.keelson.jepsen.history.Recorder}, which clients write to while they run;
 * it gives a {@link dev.keelson.jepsen.history.History}, which {@link
 * dev.keelson.jepsen.history.HistoryFile} writes and reads as lines of JSON, so that a history can
 * be checked again elsewhere.
 *
 * <p>Two rules hold everything: all times are nanoseconds of <em>one</em> monotonic clock of the
 * machine that runs the clients, never of a server; and an answer that did not come is {@link
 * dev.keelson.jepsen.history.Response.Unknown}, never {@link
 * dev.keelson.jepsen.history.Response.Failed}: failed means that it certainly had no effect and
 * never will have.
 */
@NullMarked
package dev.keelson.jepsen.history;

import org.jspecify.annotations.NullMarked;
