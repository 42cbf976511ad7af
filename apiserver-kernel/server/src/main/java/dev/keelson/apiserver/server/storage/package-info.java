/**
 * Objects in the store: {@link dev.keelson.apiserver.server.storage.ObjectStore} writes them one at
 * a time, each under the condition that nobody else did; {@link
 * dev.keelson.apiserver.server.storage.Stored} is one version of one, shared by everybody who reads
 * it. Keys and bytes are those of a real kube-apiserver, so both may stand on one store.
 *
 * <p>The newest state of all objects is read from {@code storage.cache}.
 */
@NullMarked
package dev.keelson.apiserver.server.storage;

import org.jspecify.annotations.NullMarked;
