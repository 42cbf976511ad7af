/**
 * disruption-controller: of each PodDisruptionBudget, how many pods there should be, how many are
 * well, and how many may be evicted; the API server then asks that number alone. {@link
 * dev.keelson.controllers.network.disruption.DisruptionController} is the loop; {@code BudgetPlan}
 * counts, purely; {@code Scales} finds how many a pod's controller wants.
 */
@NullMarked
package dev.keelson.controllers.network.disruption;

import org.jspecify.annotations.NullMarked;
