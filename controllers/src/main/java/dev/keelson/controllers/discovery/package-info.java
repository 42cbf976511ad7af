/** What the API server serves, for those who work on whatever there is. */
@NullMarked
package dev.keelson.controllers.discovery;

import org.jspecify.annotations.NullMarked;
