@NullMarked
package dev.keelson.controllers.network;

import org.jspecify.annotations.NullMarked;
