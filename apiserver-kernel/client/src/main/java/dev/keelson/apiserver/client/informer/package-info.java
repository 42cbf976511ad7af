/**
 * A copy of a collection that keeps itself up to date. An {@link
 * dev.keelson.apiserver.client.informer.Informer} lists, then watches, for as long as it is open; a
 * {@link dev.keelson.apiserver.client.informer.Store} is the copy; a {@link
 * dev.keelson.apiserver.client.informer.InformerHandler} is told what changed.
 *
 * <p>The contract:
 *
 * <ol>
 *   <li><b>In the end the same.</b> When writes cease and the server can be reached, the store
 *       holds what a consistent list answers, whatever was lost, repeated or reordered on the way.
 *   <li><b>Never back.</b> Of an object of one name nothing older than what was shown is shown, by
 *       resource version: not after a reconnect to a server that lags, not after a relist. The one
 *       exception: a cluster whose history was replaced by an older one (a restored backup). After
 *       {@code Reflector.STALE_LISTS} lists in a row that are older than what was seen, the list is
 *       believed, and told of as what differs.
 *   <li><b>Not every state.</b> States between two may be left out: those that passed while the
 *       connection was down, and updates that a slow handler has not taken when the next comes. A
 *       deletion and a creation anew are not left out, unless both fell into a lost connection;
 *       then the change of uid tells: {@code deleted} with a final state unknown, then {@code
 *       added}.
 *   <li><b>In order, one at a time.</b> All handlers of an informer are called on its one handler
 *       thread. For each name: {@code added}, then {@code updated} whose {@code before} is what the
 *       handler was shown last, then {@code deleted}. A handler that comes late is first told of
 *       all that is there, as {@code added}. A handler that throws is logged, and told of the next.
 *   <li><b>The store is ahead.</b> What a handler is told of was in the store before; the store may
 *       hold something newer by then. So handlers put names in a queue, and workers read the store.
 *   <li><b>Bounded.</b> {@code Deliveries.CAPACITY} untold changes, then the watch waits, and with
 *       it the server, which may end it: that costs a list, and loses nothing.
 *   <li><b>Synced</b> means that the store holds one whole list, and the handlers that were there
 *       at the time have been told of it.
 *   <li><b>Patient.</b> A connection that ends is taken up again from the last version or bookmark
 *       seen. A version that is no longer known (410), an event that cannot be read, or a stream
 *       refused {@code Reflector.FAILED_RESUMES} times in a row is a new list. Between attempts lie
 *       0.8 to 60 s, doubling, at random.
 * </ol>
 */
@NullMarked
package dev.keelson.apiserver.client.informer;

import org.jspecify.annotations.NullMarked;
