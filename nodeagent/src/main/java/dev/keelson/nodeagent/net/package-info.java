/** Addresses of pods: {@link dev.keelson.nodeagent.net.PodRange}. */
@NullMarked
package dev.keelson.nodeagent.net;

import org.jspecify.annotations.NullMarked;
