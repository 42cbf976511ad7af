/**
 * What speaks HTTP/1.1 on the client port: health, version, metrics, and the sniffing that lets
 * gRPC share the port.
 */
@NullMarked
package dev.keelson.raftstore.http;

import org.jspecify.annotations.NullMarked;
