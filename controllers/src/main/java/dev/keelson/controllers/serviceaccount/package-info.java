/** A service account `default` in every namespace. */
@NullMarked
package dev.keelson.controllers.serviceaccount;

import org.jspecify.annotations.NullMarked;
