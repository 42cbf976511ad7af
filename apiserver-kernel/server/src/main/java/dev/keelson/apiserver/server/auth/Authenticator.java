package dev.keelson.apiserver.server.auth;

import dev.keelson.apiserver.server.ApiRequest;

/** Says who sent a request. Never blocks. */
public interface Authenticator {
  sealed interface Outcome {
    record Known(Caller caller) implements Outcome {}

    /**
     * Credentials were shown and are wrong: 401. {@code why} is for the log, never for the wire.
     */
    record Rejected(String why) implements Outcome {}

    /** No credentials of the sort that this one knows. */
    record Unknown() implements Outcome {}
  }

  Outcome authenticate(ApiRequest request);
}
