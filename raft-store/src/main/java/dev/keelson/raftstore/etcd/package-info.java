/**
 * etcd's v3 gRPC services: one class a service, one mapper between wire and domain, one table of
 * errors. Only here is gRPC known.
 */
@NullMarked
package dev.keelson.raftstore.etcd;

import org.jspecify.annotations.NullMarked;
