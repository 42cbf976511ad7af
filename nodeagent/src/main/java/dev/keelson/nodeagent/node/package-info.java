/**
 * What a pool's nodes do all day: register, renew their leases, say how they are, and carry their
 * pods' machines. {@link dev.keelson.nodeagent.node.HostedNode} is a node and what it has to give;
 * {@link dev.keelson.nodeagent.node.NodeWorker} and {@link dev.keelson.nodeagent.node.PodWorker}
 * are mailboxes, of which a few threads serve very many.
 */
@NullMarked
package dev.keelson.nodeagent.node;

import org.jspecify.annotations.NullMarked;
