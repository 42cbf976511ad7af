/**
 * The default plugins, with upstream's names, weights and texts: {@link
 * dev.keelson.scheduler.plugins.DefaultPlugins} lists them. A plugin a file here; those that need
 * more than one have a package of their own. Filters answer constants, for they are asked once a
 * node.
 */
@NullMarked
package dev.keelson.scheduler.plugins;

import org.jspecify.annotations.NullMarked;
