/**
 * Programs that are asked over HTTP: upstream's scheduler extenders, protocol {@code
 * kube-scheduler/extender/v1}.
 */
@NullMarked
package dev.keelson.scheduler.extend;

import org.jspecify.annotations.NullMarked;
