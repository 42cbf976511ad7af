/**
 * Who a caller is and what he may do. Deny by default.
 *
 * <p>{@link dev.keelson.apiserver.server.auth.AuthenticatorUnion} finds the caller of a request,
 * {@link dev.keelson.apiserver.server.auth.Impersonation} puts another in his place if he may, and
 * {@link dev.keelson.apiserver.server.auth.AuthorizerChain} decides. What it needs of the cluster
 * it reads from watch caches ({@link dev.keelson.apiserver.server.auth.ObjectLookup}), so nothing
 * here waits for anything.
 */
@NullMarked
package dev.keelson.apiserver.server.auth;

import org.jspecify.annotations.NullMarked;
