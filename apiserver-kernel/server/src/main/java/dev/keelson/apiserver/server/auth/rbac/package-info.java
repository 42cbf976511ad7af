/**
 * Role-based access control. {@link dev.keelson.apiserver.server.auth.rbac.RbacAuthorizer} decides
 * over roles and bindings that {@link dev.keelson.apiserver.server.auth.rbac.RbacObjects} shows it,
 * {@link dev.keelson.apiserver.server.auth.rbac.EscalationCheck} keeps anybody from granting what
 * he does not hold, and {@link dev.keelson.apiserver.server.auth.rbac.BootstrapPolicy} is what a
 * cluster starts with. Rules only ever allow: what no rule names is not decided here.
 */
@NullMarked
package dev.keelson.apiserver.server.auth.rbac;

import org.jspecify.annotations.NullMarked;
