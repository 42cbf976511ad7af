/**
 * The extension points of the scheduling framework, named as upstream's. A plugin implements the
 * interfaces of the points at which it works; it is called by one thread, except for {@code
 * preBind}, {@code bind} and {@code postBind}, which may block and run on a virtual thread a pod.
 *
 * <p>A plugin is made by a {@link dev.keelson.scheduler.plugin.PluginFactory} of a {@link
 * dev.keelson.scheduler.plugin.PluginRegistry}; the default ones are in {@code
 * dev.keelson.scheduler.plugins.DefaultPlugins.registry()}. The scheduler around it is its {@link
 * dev.keelson.scheduler.plugin.PluginContext}.
 */
@NullMarked
package dev.keelson.scheduler.plugin;

import org.jspecify.annotations.NullMarked;
