/**
 * How what configures others is filled, prepared and validated: config maps, secrets, service
 * accounts, limits and quotas. {@link dev.keelson.apiserver.server.kind.config.ConfigKinds} names
 * them.
 */
@NullMarked
package dev.keelson.apiserver.server.kind.config;

import org.jspecify.annotations.NullMarked;
