@NullMarked
package dev.keelson.controllers.cloud.route;

import org.jspecify.annotations.NullMarked;
