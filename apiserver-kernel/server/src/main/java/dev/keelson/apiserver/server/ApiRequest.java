package dev.keelson.apiserver.server;

/**
 * @param method in upper case
 * @param path as sent, still percent-encoded, without the query
 * @param body whole; its bound was kept by whoever received it
 */
public record ApiRequest(
    String method, String path, Query query, Headers headers, byte[] body, Peer peer) {
  public static ApiRequest of(String method, String pathAndQuery) {
    return of(method, pathAndQuery, Headers.NONE, new byte[0]);
  }

  public static ApiRequest of(String method, String pathAndQuery, Headers headers, byte[] body) {
    int mark = pathAndQuery.indexOf('?');
    String path = mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark);
    Query query = mark < 0 ? Query.NONE : Query.parse(pathAndQuery.substring(mark + 1));
    return new ApiRequest(method, path, query, headers, body, Peer.LOOPBACK);
  }
}
