/**
 * One of many works, the others wait: {@link dev.keelson.apiserver.client.leader.LeaderElection} by
 * a Lease of coordination.k8s.io, understood by client-go's electors as one of theirs.
 */
@NullMarked
package dev.keelson.apiserver.client.leader;

import org.jspecify.annotations.NullMarked;
