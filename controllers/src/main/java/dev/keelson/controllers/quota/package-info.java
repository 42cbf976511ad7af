/** Counts again what quotas are on, since admission only ever adds. */
@NullMarked
package dev.keelson.controllers.quota;

import org.jspecify.annotations.NullMarked;
