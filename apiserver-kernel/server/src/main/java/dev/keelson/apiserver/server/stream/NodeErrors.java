package dev.keelson.apiserver.server.stream;

import dev.keelson.apiserver.model.ApiStatus;

/** What a node's failure is to the client, as apimachinery words it for any server. */
final class NodeErrors {
  private NodeErrors() {}

  /**
   * @param text what the node said; passed on only where it explains
   */
  static ApiStatus status(int code, String text) {
    return switch (code) {
      case 401 ->
          ApiStatus.of(
              code, "Unauthorized", "the server has asked for the client to provide credentials");
      case 403 -> ApiStatus.of(code, "Forbidden", text);
      case 404 ->
          ApiStatus.of(code, "NotFound", "the server could not find the requested resource");
      case 405 ->
          ApiStatus.of(
              code,
              "MethodNotAllowed",
              "the server does not allow this method on the requested resource");
      case 429 ->
          ApiStatus.of(
              code,
              "TooManyRequests",
              "the server has received too many requests and has asked us to try again later");
      case 503 ->
          ApiStatus.of(
              code, "ServiceUnavailable", "the server is currently unable to handle the request");
      case 504 ->
          ApiStatus.of(
              code,
              "Timeout",
              "the server was unable to return a response in the time allotted, but may still be"
                  + " processing the request");
      default ->
          code >= 500
              ? ApiStatus.of(
                  code,
                  "InternalError",
                  "an error on the server (\"%s\") has prevented the request from succeeding"
                      .formatted(text))
              : ApiStatus.of(
                  code,
                  "",
                  "the server responded with the status code %d but did not return more information"
                      .formatted(code));
    };
  }
}
