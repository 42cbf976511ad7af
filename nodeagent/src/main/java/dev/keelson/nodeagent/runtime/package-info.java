/**
 * What runs containers. {@link dev.keelson.nodeagent.runtime.ContainerRuntime} is the port; {@link
 * dev.keelson.nodeagent.runtime.PretendRuntime} runs nothing and follows {@link
 * dev.keelson.nodeagent.runtime.Script}s: what a container does is a function of its spec, of its
 * pod's annotations and of the time since it was started, so an idle container costs a few words of
 * memory and no thread, and its log is computed when it is read.
 */
@NullMarked
package dev.keelson.nodeagent.runtime;

import org.jspecify.annotations.NullMarked;
