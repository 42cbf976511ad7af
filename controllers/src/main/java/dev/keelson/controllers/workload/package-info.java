/** The controllers of what runs until it is told not to. */
@NullMarked
package dev.keelson.controllers.workload;

import org.jspecify.annotations.NullMarked;
