@NullMarked
package dev.keelson.controllers.network.endpointslice;

import org.jspecify.annotations.NullMarked;
