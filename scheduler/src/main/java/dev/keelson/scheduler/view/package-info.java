/** What the scheduler reads of pods and nodes, parsed once: immutable. */
@NullMarked
package dev.keelson.scheduler.view;

import org.jspecify.annotations.NullMarked;
