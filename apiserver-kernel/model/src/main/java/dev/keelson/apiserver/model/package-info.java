/**
 * What a Kubernetes object is: {@link dev.keelson.apiserver.model.ApiObject} is its tree with typed
 * metadata, {@link dev.keelson.apiserver.model.GroupVersionKind} and {@link
 * dev.keelson.apiserver.model.GroupVersionResource} name its kind and its place in the API, {@link
 * dev.keelson.apiserver.model.ApiStatus} is what the API answers when it does not answer with one.
 */
@NullMarked
package dev.keelson.apiserver.model;

import org.jspecify.annotations.NullMarked;
