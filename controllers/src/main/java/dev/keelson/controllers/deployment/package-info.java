/**
 * Deployments: from one template to the next by way of ReplicaSets. {@link
 * dev.keelson.controllers.deployment.Rollout} decides, on a {@link
 * dev.keelson.controllers.deployment.Draft} of the deployment and its sets, and yields a {@link
 * dev.keelson.controllers.deployment.DeploymentPlan}; the reconciler writes it. Each write insists
 * on the version that was read, or on a name that was free, so that a plan made of old news fails
 * and is made anew.
 */
@NullMarked
package dev.keelson.controllers.deployment;

import org.jspecify.annotations.NullMarked;
