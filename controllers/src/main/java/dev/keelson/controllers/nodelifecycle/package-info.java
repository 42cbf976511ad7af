/**
 * node-lifecycle-controller: says of a node that it is silent, taints what is not well, and slows
 * down where much is unwell at once.
 *
 * <p>A node is silent when neither its lease nor its Ready condition has changed for a grace
 * period. That is measured by the local monotone clock from the moment at which a change was
 * <em>seen</em>: neither the node's clock nor a step of ours can make a node silent, nor the
 * restart of this controller, which begins every node anew.
 *
 * <p>{@link dev.keelson.controllers.nodelifecycle.NodeHealth}, {@link
 * dev.keelson.controllers.nodelifecycle.TaintPlan} and {@link
 * dev.keelson.controllers.nodelifecycle.ZoneState} decide; {@link
 * dev.keelson.controllers.nodelifecycle.NodeMonitor} is one thread that does all that is periodic.
 */
@NullMarked
package dev.keelson.controllers.nodelifecycle;

import org.jspecify.annotations.NullMarked;
