package dev.keelson.raftstore.etcd.client;

import dev.keelson.raftstore.tls.TlsConfig.KeyPairFiles;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Members of one cluster, and how to speak with them.
 *
 * @param urls {@code http://host:port} or {@code https://host:port}; at least one
 * @param ca PEM, signs the members' certificates; empty: the JDK's own list
 * @param identity by which the members know us
 */
public record EtcdEndpoints(List<URI> urls, Optional<Path> ca, Optional<KeyPairFiles> identity) {
  public EtcdEndpoints {
    urls = List.copyOf(urls);
    if (urls.isEmpty()) {
      throw new IllegalArgumentException("no URL of an etcd server");
    }
  }

  /**
   * {@code list}: URLs with commas between them; one without scheme is http. Throws
   * IllegalArgumentException that names the one that is none.
   */
  public static EtcdEndpoints of(String list) {
    return of(list, Optional.empty(), Optional.empty());
  }

  public static EtcdEndpoints of(String list, Optional<Path> ca, Optional<KeyPairFiles> identity) {
    List<URI> urls = new ArrayList<>();
    for (String each : list.split(",")) {
      if (!each.isBlank()) {
        urls.add(url(each.strip()));
      }
    }
    return new EtcdEndpoints(urls, ca, identity);
  }

  private static URI url(String text) {
    URI url;
    try {
      url = URI.create(text.contains("://") ? text : "http://" + text);
    } catch (IllegalArgumentException e) {
      throw bad(text);
    }
    boolean isKnown = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    boolean hasPath = url.getPath() != null && !url.getPath().matches("/?");
    if (!isKnown || url.getHost() == null || url.getPort() < 0 || hasPath) {
      throw bad(text);
    }
    return url;
  }

  private static IllegalArgumentException bad(String text) {
    return new IllegalArgumentException(
        "\"" + text + "\" is no URL of an etcd server such as https://host:2379");
  }
}
