/** What is done again and again, whatever changes. */
@NullMarked
package dev.keelson.controllers.periodic;

import org.jspecify.annotations.NullMarked;
