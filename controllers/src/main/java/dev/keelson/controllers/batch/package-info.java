/** The controllers of namespaces, garbage, Jobs and what else ends: all of them by name. */
@NullMarked
package dev.keelson.controllers.batch;

import org.jspecify.annotations.NullMarked;
