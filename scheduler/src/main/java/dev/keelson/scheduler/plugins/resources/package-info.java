/** Whether a pod's resources fit a node, and how well: the fit and the balance of its use. */
@NullMarked
package dev.keelson.scheduler.plugins.resources;

import org.jspecify.annotations.NullMarked;
