/**
 * A route to each node's pods: {@link dev.keelson.controllers.cloud.route.NodeRoutes} is the loop,
 * {@code RoutePlan} decides, purely.
 */
@NullMarked
package dev.keelson.controllers.cloud.route;

import org.jspecify.annotations.NullMarked;
