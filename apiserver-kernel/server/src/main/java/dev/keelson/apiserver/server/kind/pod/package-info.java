/**
 * Pods: what {@code core/v1} pods and pod templates default to, what is wrong with them, and what
 * follows from them.
 *
 * <p>{@link dev.keelson.apiserver.server.kind.pod.PodSpecDefaults} and {@link
 * dev.keelson.apiserver.server.kind.pod.PodTemplateRules} serve every kind that holds a template.
 * All pure: no clock, no store. Feature gates stand as Kubernetes 1.36 has them by default.
 */
@NullMarked
package dev.keelson.apiserver.server.kind.pod;

import org.jspecify.annotations.NullMarked;
