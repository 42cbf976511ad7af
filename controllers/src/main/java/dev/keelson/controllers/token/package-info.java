/** Tokens in Secrets, as there were before tokens were asked for; and their end. */
@NullMarked
package dev.keelson.controllers.token;

import org.jspecify.annotations.NullMarked;
