/**
 * What a Service is given by the server: cluster IPs, their families, node ports. {@link
 * dev.keelson.apiserver.server.allocate.ServiceAllocation} decides, {@link
 * dev.keelson.apiserver.server.allocate.Addresses} keeps who has which address (as IPAddress
 * objects in the store), {@link dev.keelson.apiserver.server.allocate.NodePorts} who has which port
 * (in memory, made anew of all services).
 *
 * <p>What is given is given before the Service is stored, and what is freed is freed after: a crash
 * in between loses an address for a while, and never gives it twice.
 */
@NullMarked
package dev.keelson.apiserver.server.allocate;

import org.jspecify.annotations.NullMarked;
