/**
 * Work by name: informers put names into a {@link dev.keelson.apiserver.client.queue.WorkQueue},
 * workers of a {@link dev.keelson.apiserver.client.queue.ReconcileLoop} take them and bring the
 * world to what the object of that name wants. A name is in work once at a time, and waits once at
 * most; what changes meanwhile is seen because the name is taken again.
 */
@NullMarked
package dev.keelson.apiserver.client.queue;

import org.jspecify.annotations.NullMarked;
