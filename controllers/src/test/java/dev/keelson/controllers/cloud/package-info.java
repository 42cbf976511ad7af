@NullMarked
package dev.keelson.controllers.cloud;

import org.jspecify.annotations.NullMarked;
