package dev.keelson.apiserver.server.http;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.ApiResponse;

/** What stands behind the socket. */
@FunctionalInterface
public interface Handler {
  /**
   * May block: it runs on a virtual thread of its own. It is not interrupted when the client goes;
   * its answer is then closed unread.
   *
   * @throws ApiFailure answered as its Status; anything else thrown is answered as 500 and logged
   */
  ApiResponse handle(ApiRequest request);
}
