/**
 * What may be called how: {@link dev.keelson.apiserver.model.name.Names} has the rules of DNS, of
 * labels and of paths, with the messages of apimachinery ({@code util/validation}).
 */
@NullMarked
package dev.keelson.apiserver.model.name;

import org.jspecify.annotations.NullMarked;
