/**
 * StatefulSets: pods that have a number each, and claims that outlive them. {@link
 * dev.keelson.controllers.statefulset.StatefulPlan} decides, {@link
 * dev.keelson.controllers.statefulset.StatefulSteps} does.
 */
@NullMarked
package dev.keelson.controllers.statefulset;

import org.jspecify.annotations.NullMarked;
