/** Puts an API server together: {@link dev.keelson.apiserver.server.assembly.ApiServer}. */
@NullMarked
package dev.keelson.apiserver.server.assembly;

import org.jspecify.annotations.NullMarked;
