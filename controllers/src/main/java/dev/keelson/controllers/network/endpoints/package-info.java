/**
 * endpoints-controller: of each Service with a selector, the pods' addresses in one object of the
 * Service's name, as it was before there were slices: one address family, a thousand addresses.
 * {@link dev.keelson.controllers.network.endpoints.EndpointsController} is the loop, {@link
 * dev.keelson.controllers.network.endpoints.Subsets} the form in which addresses are kept, for
 * those too who read them; the rest decides, purely.
 */
@NullMarked
package dev.keelson.controllers.network.endpoints;

import org.jspecify.annotations.NullMarked;
