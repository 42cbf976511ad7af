/** clusterrole-aggregation-controller: a role's rules are those of the roles that it selects. */
@NullMarked
package dev.keelson.controllers.clusterrole;

import org.jspecify.annotations.NullMarked;
