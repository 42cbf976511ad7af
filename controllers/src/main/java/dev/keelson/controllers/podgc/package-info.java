/** Deletes pods that nobody else will. */
@NullMarked
package dev.keelson.controllers.podgc;

import org.jspecify.annotations.NullMarked;
