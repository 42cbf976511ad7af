/**
 * Keeps objects that are in use from vanishing: claims while a pod has them, volumes while they are
 * bound, attribute classes while a claim or volume names them. A finalizer is put on each, and
 * taken off from one that is being deleted once nobody uses it; of claims only when the server
 * itself says that no pod does.
 */
@NullMarked
package dev.keelson.controllers.protection;

import org.jspecify.annotations.NullMarked;
