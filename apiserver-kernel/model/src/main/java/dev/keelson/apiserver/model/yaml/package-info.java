@NullMarked
package dev.keelson.apiserver.model.yaml;

import org.jspecify.annotations.NullMarked;
