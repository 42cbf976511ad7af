/**
 * A {@code KubeSchedulerConfiguration} of {@code kubescheduler.config.k8s.io/v1}, read and
 * completed with upstream's defaults.
 */
@NullMarked
package dev.keelson.scheduler.config;

import org.jspecify.annotations.NullMarked;
