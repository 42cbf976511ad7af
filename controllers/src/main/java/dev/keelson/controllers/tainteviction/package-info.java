/**
 * taint-eviction-controller: deletes pods from nodes with NoExecute taints that they do not
 * tolerate, or no longer. How long a taint is borne is measured by the local monotone clock, from
 * the moment at which it was seen; a step of the wall clock evicts nobody. {@link
 * dev.keelson.controllers.tainteviction.EvictionPlan} decides.
 */
@NullMarked
package dev.keelson.controllers.tainteviction;

import org.jspecify.annotations.NullMarked;
