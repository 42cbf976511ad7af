/**
 * Trees against their schema: {@link dev.keelson.apiserver.model.strict.Conform} makes of a tree
 * what a server with Go types would hold, {@link dev.keelson.apiserver.model.strict.FieldCheck}
 * names the fields that no schema knows. What has the wrong type is a {@link
 * dev.keelson.apiserver.model.strict.BadField}.
 */
@NullMarked
package dev.keelson.apiserver.model.strict;

import org.jspecify.annotations.NullMarked;
