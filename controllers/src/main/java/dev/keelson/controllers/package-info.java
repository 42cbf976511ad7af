/**
 * Controllers: each brings one sort of objects from what is to what is wanted, by the API alone. A
 * {@link dev.keelson.controllers.ControllerKind} names one; a {@link
 * dev.keelson.controllers.ControllerContext} is what it is given; a {@link
 * dev.keelson.controllers.Loop} is its usual shape. Each lives in a package of its own: a
 * reconciler does the calls, a plan decides, purely, from what was read.
 */
@NullMarked
package dev.keelson.controllers;

import org.jspecify.annotations.NullMarked;
