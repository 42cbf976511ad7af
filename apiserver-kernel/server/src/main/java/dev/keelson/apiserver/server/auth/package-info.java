/** Who a caller is and what he may do. Deny by default. */
@NullMarked
package dev.keelson.apiserver.server.auth;

import org.jspecify.annotations.NullMarked;
