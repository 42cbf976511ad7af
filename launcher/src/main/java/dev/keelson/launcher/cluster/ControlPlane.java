package dev.keelson.launcher.cluster;

import dev.keelson.apiserver.client.ApiTransport;
import dev.keelson.apiserver.server.Peer;
import dev.keelson.apiserver.server.assembly.ApiServer;
import dev.keelson.apiserver.server.pki.ClusterPki;
import java.util.List;

/**
 * An API server of this process, and the keys by which it knows its clients. A client gets a
 * certificate as one on another machine would; only no socket lies between.
 */
public record ControlPlane(ApiServer api, ClusterPki pki) {
  public ApiTransport transport(Identity identity) {
    var certificate = pki.ca().client(identity.user(), identity.groups()).certificate();
    return Loopback.to(api, new Peer("loopback", List.of(certificate)));
  }
}
