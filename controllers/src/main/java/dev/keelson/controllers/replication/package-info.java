/**
 * ReplicaSets and ReplicationControllers: so many pods of one template, no matter which. One
 * reconciler serves both; {@link dev.keelson.controllers.replication.SetKind} says where they
 * differ.
 */
@NullMarked
package dev.keelson.controllers.replication;

import org.jspecify.annotations.NullMarked;
