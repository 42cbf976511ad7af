/**
 * A cloud on this machine: {@link dev.keelson.controllers.cloud.loopback.LoopbackCloud}. Its
 * instances, routes and load balancers are files under a directory, one each, which anybody may
 * edit: without its file a machine is gone. Load balancers are TCP forwarders in this process, on
 * loopback addresses. For clusters on one machine, and for tests of what a real cloud would ask.
 */
@NullMarked
package dev.keelson.controllers.cloud.loopback;

import org.jspecify.annotations.NullMarked;
