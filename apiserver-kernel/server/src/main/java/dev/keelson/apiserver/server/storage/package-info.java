/** Objects in the store and in the cache. */
@NullMarked
package dev.keelson.apiserver.server.storage;

import org.jspecify.annotations.NullMarked;
