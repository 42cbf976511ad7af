@NullMarked
package dev.keelson.controllers.cloud.loopback;

import org.jspecify.annotations.NullMarked;
