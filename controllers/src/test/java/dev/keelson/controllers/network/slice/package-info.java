@NullMarked
package dev.keelson.controllers.network.slice;

import org.jspecify.annotations.NullMarked;
