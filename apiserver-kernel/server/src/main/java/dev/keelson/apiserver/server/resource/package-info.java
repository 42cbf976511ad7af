/**
 * What the API serves: {@link dev.keelson.apiserver.server.resource.Resource} is one line of
 * discovery with all that is done to its objects.
 */
@NullMarked
package dev.keelson.apiserver.server.resource;

import org.jspecify.annotations.NullMarked;
