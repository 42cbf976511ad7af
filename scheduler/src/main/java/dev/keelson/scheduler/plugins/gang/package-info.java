/** All or nothing: pods of a PodGroup whose policy is gang. */
@NullMarked
package dev.keelson.scheduler.plugins.gang;

import org.jspecify.annotations.NullMarked;
