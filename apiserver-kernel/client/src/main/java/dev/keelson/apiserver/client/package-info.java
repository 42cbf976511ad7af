/**
 * What speaks to a Kubernetes API: ours or any other. {@link
 * dev.keelson.apiserver.client.ApiTransport} carries one call, over the wire ({@code http}) or
 * within the process ({@link dev.keelson.apiserver.client.LoopbackTransport}); {@link
 * dev.keelson.apiserver.client.ApiClient} makes calls of verbs, and objects of answers.
 *
 * <p>Two kinds of wrong: the server said no is {@link dev.keelson.apiserver.model.ApiFailure} with
 * its status; nobody knows what the server did is {@link
 * dev.keelson.apiserver.client.TransportFailure}.
 */
@NullMarked
package dev.keelson.apiserver.client;

import org.jspecify.annotations.NullMarked;
