package dev.keelson.launcher.cluster;

import dev.keelson.apiserver.client.ApiTransport;
import dev.keelson.apiserver.client.time.Activity;
import dev.keelson.apiserver.server.Peer;
import dev.keelson.apiserver.server.assembly.ApiServer;
import dev.keelson.apiserver.server.pki.ClusterPki;

/**
 * An API server of this process, and the keys by which it knows clients from outside. Parts of the
 * process need none: the server is told who calls, and judges what he may as it does anybody.
 *
 * @param activity to which what parts of the process ask for counts
 */
public record ControlPlane(ApiServer api, ClusterPki pki, Activity activity) {
  /** Where nobody asks whether something is under way. */
  public ControlPlane(ApiServer api, ClusterPki pki) {
    this(api, pki, Activity.IGNORED);
  }

  public ApiTransport transport(Identity identity) {
    return Loopback.to(api, Peer.inProcess(identity.user(), identity.groups()), activity);
  }
}
