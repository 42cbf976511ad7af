/**
 * node-ipam-controller: gives each node a range of pod addresses, one a family, out of the
 * cluster's. What is given away is rebuilt from the nodes at each start, before anything is given.
 */
@NullMarked
package dev.keelson.controllers.nodeipam;

import org.jspecify.annotations.NullMarked;
