/**
 * How kinds of the network are filled, prepared and validated: services, endpoints, ingresses,
 * policies, address ranges. {@link dev.keelson.apiserver.server.kind.network.NetworkKinds} names
 * them; {@link dev.keelson.apiserver.server.kind.network.ServiceShape} says what a service needs
 * allocated.
 */
@NullMarked
package dev.keelson.apiserver.server.kind.network;

import org.jspecify.annotations.NullMarked;
