/**
 * DaemonSets: a pod on each node that wants one. {@link dev.keelson.controllers.daemonset.NodeFit}
 * says which nodes do, {@link dev.keelson.controllers.daemonset.DaemonPlan} what is missing or too
 * much, {@link dev.keelson.controllers.daemonset.RollingReplacement} what goes for a new template.
 */
@NullMarked
package dev.keelson.controllers.daemonset;

import org.jspecify.annotations.NullMarked;
