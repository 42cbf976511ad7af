/**
 * How kinds of storage are filled, prepared and validated: volumes, claims, classes, drivers.
 * {@link dev.keelson.apiserver.server.kind.storage.StorageKinds} names them.
 */
@NullMarked
package dev.keelson.apiserver.server.kind.storage;

import org.jspecify.annotations.NullMarked;
