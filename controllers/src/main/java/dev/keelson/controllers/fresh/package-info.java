/** What a controller knows better than its informers, for a moment. */
@NullMarked
package dev.keelson.controllers.fresh;

import org.jspecify.annotations.NullMarked;
