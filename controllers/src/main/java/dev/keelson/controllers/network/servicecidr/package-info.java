/**
 * service-cidr-controller: a range of Services' addresses is ready as soon as it is there, and goes
 * only when no address would be left outside of all ranges. {@link
 * dev.keelson.controllers.network.servicecidr.ServiceCidrController} is the loop.
 */
@NullMarked
package dev.keelson.controllers.network.servicecidr;

import org.jspecify.annotations.NullMarked;
