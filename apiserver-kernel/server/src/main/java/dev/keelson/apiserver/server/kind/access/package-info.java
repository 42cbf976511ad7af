/**
 * How what grants access is filled, prepared and validated: roles, bindings, certificate requests.
 * {@link dev.keelson.apiserver.server.kind.access.AccessKinds} names them.
 */
@NullMarked
package dev.keelson.apiserver.server.kind.access;

import org.jspecify.annotations.NullMarked;
