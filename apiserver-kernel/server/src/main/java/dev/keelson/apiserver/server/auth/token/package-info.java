/**
 * Bearer tokens. {@link dev.keelson.apiserver.server.auth.token.BearerTokens} takes them from a
 * request and asks each {@link dev.keelson.apiserver.server.auth.token.TokenAuthenticator}; {@link
 * dev.keelson.apiserver.server.auth.token.TokenIssuer} makes those of service accounts, and {@link
 * dev.keelson.apiserver.server.auth.token.OpenIdDocuments} lets others verify them. A token says
 * nothing until its signature, its times, its audience and the objects that it is bound to are
 * checked, the last on every request: who deletes a pod ends its tokens.
 */
@NullMarked
package dev.keelson.apiserver.server.auth.token;

import org.jspecify.annotations.NullMarked;
