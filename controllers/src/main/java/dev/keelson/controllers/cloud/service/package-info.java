/**
 * A load balancer for each Service that wants one: {@link
 * dev.keelson.controllers.cloud.service.ServiceLoadBalancers} is the loop.
 */
@NullMarked
package dev.keelson.controllers.cloud.service;

import org.jspecify.annotations.NullMarked;
