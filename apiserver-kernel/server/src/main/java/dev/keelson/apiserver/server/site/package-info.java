/** Paths that name no resource: version, health, the list of paths. */
@NullMarked
package dev.keelson.apiserver.server.site;

import org.jspecify.annotations.NullMarked;
