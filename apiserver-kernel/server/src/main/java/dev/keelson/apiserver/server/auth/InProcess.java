package dev.keelson.apiserver.server.auth;

import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.Peer;
import java.util.Map;

/** Parts of this process: whoever can call the kernel itself needs no credentials to prove it. */
public enum InProcess implements Authenticator {
  INSTANCE;

  @Override
  public Outcome authenticate(ApiRequest request) {
    return request
        .peer()
        .known()
        .<Outcome>map(each -> new Outcome.Known(caller(each)))
        .orElseGet(Outcome.Unknown::new);
  }

  private static Caller caller(Peer.Known known) {
    return new Caller(known.user(), "", known.groups(), Map.of());
  }
}
