@NullMarked
package dev.keelson.apiserver.model.strict;

import org.jspecify.annotations.NullMarked;
