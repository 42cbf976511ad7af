/** The controllers of nodes, volumes, autoscaling and trust, as one list. */
@NullMarked
package dev.keelson.controllers.cluster;

import org.jspecify.annotations.NullMarked;
