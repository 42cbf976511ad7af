/**
 * Time as a parameter: {@link dev.keelson.apiserver.client.time.Timing} is all the time this module
 * knows, so that a test, or a whole cluster, can be {@link
 * dev.keelson.apiserver.client.time.SteppedTiming stepped}.
 */
@NullMarked
package dev.keelson.apiserver.client.time;

import org.jspecify.annotations.NullMarked;
