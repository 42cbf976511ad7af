/**
 * What controllers of pods have in common. {@link dev.keelson.controllers.pod.PodView} reads a pod;
 * {@link dev.keelson.controllers.pod.Adoption} decides whose an object is; {@link
 * dev.keelson.controllers.pod.PodCalls} writes pods and says so in events; {@link
 * dev.keelson.controllers.pod.Expectations} keep a controller from acting twice while its informer
 * is behind its own writes; {@link dev.keelson.controllers.pod.SlowStart} keeps a thousand calls
 * from failing for the same reason.
 */
@NullMarked
package dev.keelson.controllers.pod;

import org.jspecify.annotations.NullMarked;
