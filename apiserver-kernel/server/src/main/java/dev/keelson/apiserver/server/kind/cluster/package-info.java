/**
 * How kinds of the cluster itself are filled, prepared and validated: namespaces, nodes, events,
 * priorities, leases, flow control, extensions. {@link
 * dev.keelson.apiserver.server.kind.cluster.ClusterKinds} finds what belongs to any kind of this
 * and the packages beside it, and how objects of all kinds may be called.
 */
@NullMarked
package dev.keelson.apiserver.server.kind.cluster;

import org.jspecify.annotations.NullMarked;
