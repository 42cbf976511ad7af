/** Objects as kubectl prints them. */
@NullMarked
package dev.keelson.apiserver.server.table;

import org.jspecify.annotations.NullMarked;
