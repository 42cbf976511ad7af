/**
 * endpointslice-mirroring-controller: Endpoints that somebody wrote by hand, for a Service without
 * a selector, as slices. {@link dev.keelson.controllers.network.mirroring.MirroringController} is
 * the loop; {@code MirrorPlan} decides, purely: one slice for each subset and address family.
 */
@NullMarked
package dev.keelson.controllers.network.mirroring;

import org.jspecify.annotations.NullMarked;
