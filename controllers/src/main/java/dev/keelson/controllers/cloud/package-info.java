/**
 * cloud-controller-manager: what a cluster wants of the cloud that it runs in. A {@link
 * dev.keelson.controllers.cloud.CloudProvider} is the cloud; {@link
 * dev.keelson.controllers.cloud.CloudControllers} makes the four controllers that speak to it and
 * to the API server, and know neither's inner life.
 */
@NullMarked
package dev.keelson.controllers.cloud;

import org.jspecify.annotations.NullMarked;
