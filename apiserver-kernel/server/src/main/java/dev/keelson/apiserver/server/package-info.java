/**
 * The API as a function: an {@link dev.keelson.apiserver.server.ApiRequest} in, an {@link
 * dev.keelson.apiserver.server.ApiResponse} out, and no socket.
 */
@NullMarked
package dev.keelson.apiserver.server;

import org.jspecify.annotations.NullMarked;
