/** Small clusters for the tests of plugins. */
@NullMarked
package dev.keelson.scheduler.testing;

import org.jspecify.annotations.NullMarked;
