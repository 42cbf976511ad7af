/** Steps between a request that may be made and an object that may be stored. */
@NullMarked
package dev.keelson.apiserver.server.admission;

import org.jspecify.annotations.NullMarked;
