package dev.keelson.apiserver.server.http;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.Headers;
import dev.keelson.apiserver.server.Peer;
import dev.keelson.apiserver.server.Query;

/**
 * A request as it stood on the wire.
 *
 * @param target path and query, still encoded
 */
record RawRequest(
    String method, String target, Headers headers, RequestBody.Whole body, Peer peer) {
  /**
   * @throws ApiFailure 400: the query is not encoded as it should be
   */
  ApiRequest parse() {
    int mark = target.indexOf('?');
    return new ApiRequest(
        method,
        mark < 0 ? target : target.substring(0, mark),
        mark < 0 ? Query.NONE : Query.parse(target.substring(mark + 1)),
        headers,
        body.bytes(),
        peer);
  }
}
