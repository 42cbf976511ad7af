/**
 * The way to the nodes: exec, attach, port-forward, logs and proxying. {@link
 * dev.keelson.apiserver.server.stream.NodeProxy} asks a node agent what the client asked; where the
 * agent upgrades the connection, bytes go both ways unread (WebSocket stays WebSocket, SPDY stays
 * SPDY), and where it answers, its answer streams through.
 *
 * <p>Sockets here block, on virtual threads; what is under way between client and node is bounded
 * in both directions, and the slower side sets the pace.
 */
@NullMarked
package dev.keelson.apiserver.server.stream;

import org.jspecify.annotations.NullMarked;
