/** {@code keelson up}: flags to a running cluster, with a line for each part that has come up. */
@NullMarked
package dev.keelson.launcher.up;

import org.jspecify.annotations.NullMarked;
