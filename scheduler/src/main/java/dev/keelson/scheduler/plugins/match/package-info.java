/** What several plugins do alike: counting by domain, curves, and scores onto one scale. */
@NullMarked
package dev.keelson.scheduler.plugins.match;

import org.jspecify.annotations.NullMarked;
