/**
 * What {@code kubectl describe} shows under Events: {@link
 * dev.keelson.apiserver.client.events.EventRecorder}.
 */
@NullMarked
package dev.keelson.apiserver.client.events;

import org.jspecify.annotations.NullMarked;
