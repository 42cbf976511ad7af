/** See the module's README. */
@NullMarked
package dev.keelson.scheduler;

import org.jspecify.annotations.NullMarked;
