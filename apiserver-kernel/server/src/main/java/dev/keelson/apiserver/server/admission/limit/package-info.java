/** What a LimitRange gives to containers and demands of them. */
@NullMarked
package dev.keelson.apiserver.server.admission.limit;

import org.jspecify.annotations.NullMarked;
