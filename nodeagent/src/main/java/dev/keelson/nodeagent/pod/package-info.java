/**
 * One pod on its node. A {@link dev.keelson.nodeagent.pod.PodMachine} is the pod's state and is
 * brought forward by {@code sync(pod, now)}, as often as anybody likes: it does what is due by
 * then, answers the pod's status, and says when to come again. It has one thread at a time, and no
 * clock; what it needs of its node comes through {@link dev.keelson.nodeagent.pod.PodPlace}.
 * Behaviour, reasons and texts are kubelet's ({@code pkg/kubelet} of 1.36).
 */
@NullMarked
package dev.keelson.nodeagent.pod;

import org.jspecify.annotations.NullMarked;
