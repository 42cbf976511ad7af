/**
 * The cluster's ordinary clients as processes of their own, with upstream's flags: {@code
 * scheduler}, {@code controller-manager}, {@code cloud-controller-manager} and {@code kubelet}.
 * {@link dev.keelson.launcher.component.Led} runs what only a leader may run.
 */
@NullMarked
package dev.keelson.launcher.component;

import org.jspecify.annotations.NullMarked;
