/**
 * What a Service's address leads to, written down: {@link
 * dev.keelson.controllers.network.NetworkControllers} lists the controllers. The views here read
 * Services, addresses and flags; each controller has a package of its own.
 */
@NullMarked
package dev.keelson.controllers.network;

import org.jspecify.annotations.NullMarked;
