@NullMarked
package dev.keelson.controllers.network.disruption;

import org.jspecify.annotations.NullMarked;
