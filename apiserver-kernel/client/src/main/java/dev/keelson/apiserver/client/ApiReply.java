package dev.keelson.apiserver.client;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * @param headers names in lower case, of each its first value
 * @param body whole
 */
public record ApiReply(int status, Map<String, String> headers, byte[] body) {
  public ApiReply {
    headers = Map.copyOf(headers);
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }
}
