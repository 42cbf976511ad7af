/**
 * The kinds that run pods, or count them: replication controllers, {@code apps/v1}, {@code
 * batch/v1}, disruption budgets, autoscalers. {@link
 * dev.keelson.apiserver.server.kind.workload.WorkloadKinds} is the way in, for pods too.
 */
@NullMarked
package dev.keelson.apiserver.server.kind.workload;

import org.jspecify.annotations.NullMarked;
