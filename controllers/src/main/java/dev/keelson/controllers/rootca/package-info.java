/** The cluster's certificate authority in every namespace, for those who speak to the API. */
@NullMarked
package dev.keelson.controllers.rootca;

import org.jspecify.annotations.NullMarked;
