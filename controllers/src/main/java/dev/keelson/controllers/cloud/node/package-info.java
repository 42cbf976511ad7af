/**
 * Nodes as the cloud knows them: {@link dev.keelson.controllers.cloud.node.CloudNodes} greets new
 * ones, {@link dev.keelson.controllers.cloud.node.NodeLifecycle} sees them end.
 */
@NullMarked
package dev.keelson.controllers.cloud.node;

import org.jspecify.annotations.NullMarked;
