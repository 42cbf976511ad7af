/** What is served, told in the two ways that clients ask. */
@NullMarked
package dev.keelson.apiserver.server.discovery;

import org.jspecify.annotations.NullMarked;
