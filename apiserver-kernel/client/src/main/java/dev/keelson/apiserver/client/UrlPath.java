package dev.keelson.apiserver.client;

import dev.keelson.apiserver.model.GroupVersionResource;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** A path with its query, percent-encoded. */
record UrlPath(String text) {
  /**
   * @param namespace "": of the cluster, or of all namespaces
   */
  static UrlPath of(GroupVersionResource resource, String namespace) {
    String root = resource.group().isEmpty() ? "/api/" : "/apis/" + encode(resource.group()) + "/";
    String place = namespace.isEmpty() ? "" : "/namespaces/" + encode(namespace);
    return new UrlPath(root + encode(resource.version()) + place + "/" + resource.resource());
  }

  UrlPath then(String segment) {
    return new UrlPath(text + "/" + encode(segment));
  }

  /** Left out where the value is "". */
  UrlPath query(String name, String value) {
    if (value.isEmpty()) {
      return this;
    }
    return new UrlPath(text + (text.indexOf('?') < 0 ? "?" : "&") + name + "=" + encode(value));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
