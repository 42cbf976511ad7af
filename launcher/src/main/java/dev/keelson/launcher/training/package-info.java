/**
 * Plays a short life of one member, and of one whole cluster, at build time, so that the JVM can
 * note which classes and code a start needs (its AOT cache). Not used by whatever runs later.
 */
@NullMarked
package dev.keelson.launcher.training;

import org.jspecify.annotations.NullMarked;
