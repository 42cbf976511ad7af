/**
 * Three of the four ways to change an object by a part of it: {@link
 * dev.keelson.apiserver.model.patch.JsonPatch} (RFC 6902), {@link
 * dev.keelson.apiserver.model.patch.MergePatch} (RFC 7386) and {@link
 * dev.keelson.apiserver.model.patch.StrategicMerge}, which merges lists as their schema says.
 * Behaviour and messages are those of the libraries in kube-apiserver, also where these differ from
 * the RFCs. What cannot be applied is a {@link dev.keelson.apiserver.model.patch.BadPatch}.
 *
 * <p>Patches go down recursively, and refuse to below {@link
 * dev.keelson.apiserver.model.patch.BadPatch#DEEPEST} levels.
 */
@NullMarked
package dev.keelson.apiserver.model.patch;

import org.jspecify.annotations.NullMarked;
