/**
 * Calls over HTTP/2 and TLS: {@link dev.keelson.apiserver.client.http.HttpTransport}, to where a
 * {@link dev.keelson.apiserver.client.http.Kubeconfig} says, as whom it says.
 */
@NullMarked
package dev.keelson.apiserver.client.http;

import org.jspecify.annotations.NullMarked;
