/** Claims, volumes and their classes. */
@NullMarked
package dev.keelson.apiserver.server.admission.storage;

import org.jspecify.annotations.NullMarked;
