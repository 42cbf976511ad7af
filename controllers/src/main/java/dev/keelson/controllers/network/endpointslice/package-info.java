/**
 * endpointslice-controller: of each Service with a selector, the pods' addresses in slices of at
 * most a hundred. {@link dev.keelson.controllers.network.endpointslice.EndpointSliceController} is
 * the loop; {@code ServicePlan} decides for one address family, {@code SlicePacking} where an
 * endpoint goes, the {@code …Hints} who should use it. The plans are pure; only the zones' shares
 * are remembered between them.
 */
@NullMarked
package dev.keelson.controllers.network.endpointslice;

import org.jspecify.annotations.NullMarked;
