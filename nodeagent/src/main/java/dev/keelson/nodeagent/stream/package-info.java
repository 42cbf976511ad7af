/**
 * Kubelet's HTTPS server for all nodes of a pool on one port: {@link
 * dev.keelson.nodeagent.stream.KubeletServer}. The address at which a connection arrives tells the
 * node. Netty carries TLS, HTTP/1.1, WebSocket and SPDY frames; each request is answered on a
 * virtual thread. Who may ask what is the API server's to say (TokenReview, SubjectAccessReview);
 * without an answer, nothing is allowed.
 */
@NullMarked
package dev.keelson.nodeagent.stream;

import org.jspecify.annotations.NullMarked;
