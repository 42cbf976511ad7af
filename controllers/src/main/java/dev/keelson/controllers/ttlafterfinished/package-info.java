/** Deletes Jobs some time after they have ended. */
@NullMarked
package dev.keelson.controllers.ttlafterfinished;

import org.jspecify.annotations.NullMarked;
