/**
 * horizontal-pod-autoscaler-controller: every 15 seconds, for each autoscaler, metrics become a
 * number of replicas.
 *
 * <p>{@link dev.keelson.controllers.hpa.MetricsApi} asks the metrics APIs; {@link
 * dev.keelson.controllers.hpa.ReplicaMath} makes a proposal of what they say; {@link
 * dev.keelson.controllers.hpa.ScaleHistory} and {@link dev.keelson.controllers.hpa.ScalingRules}
 * say how much of it may be done now; {@link dev.keelson.controllers.hpa.HpaReconciler} does it.
 * Windows and periods are measured by the monotone clock; only a pod's start and a sample's time,
 * which others wrote, are compared with the wall clock.
 */
@NullMarked
package dev.keelson.controllers.hpa;

import org.jspecify.annotations.NullMarked;
