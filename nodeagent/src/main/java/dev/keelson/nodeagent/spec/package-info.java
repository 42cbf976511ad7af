/**
 * Typed views of what a node agent reads of a pod: {@link dev.keelson.nodeagent.spec.PodView},
 * {@link dev.keelson.nodeagent.spec.ContainerSpec}, {@link dev.keelson.nodeagent.spec.ProbeSpec}.
 * They hold the tree itself and copy nothing.
 */
@NullMarked
package dev.keelson.nodeagent.spec;

import org.jspecify.annotations.NullMarked;
