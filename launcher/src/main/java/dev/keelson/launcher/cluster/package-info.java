/**
 * A whole cluster in this process. {@link dev.keelson.launcher.cluster.EmbeddedCluster} is one for
 * tests and programs that embed it; {@link dev.keelson.launcher.cluster.ControlPlane} is an API
 * server and who may speak to it.
 */
@NullMarked
package dev.keelson.launcher.cluster;

import org.jspecify.annotations.NullMarked;
