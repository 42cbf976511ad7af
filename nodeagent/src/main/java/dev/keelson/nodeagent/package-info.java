/** See the module's README. */
@NullMarked
package dev.keelson.nodeagent;

import org.jspecify.annotations.NullMarked;
