/**
 * ephemeral-volume-controller: makes the claims of a pod's generic ephemeral volumes. The pod owns
 * them; a claim of that name that belongs to somebody else is never used.
 */
@NullMarked
package dev.keelson.controllers.ephemeral;

import org.jspecify.annotations.NullMarked;
