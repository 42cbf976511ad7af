/**
 * Plays a short life of one member at build time, so that the JVM can note which classes and code a
 * start needs (its AOT cache). Not used by a running member.
 */
@NullMarked
package dev.keelson.launcher.training;

import org.jspecify.annotations.NullMarked;
