@NullMarked
package dev.keelson.controllers.network.servicecidr;

import org.jspecify.annotations.NullMarked;
