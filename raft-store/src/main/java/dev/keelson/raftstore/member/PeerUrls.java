package dev.keelson.raftstore.member;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether URLs that a client gives can be a member's, by etcd's rules. Pure. */
public final class PeerUrls {
  private PeerUrls() {}

  /** The URLs, sorted; empty if one cannot be dialled by peers or there is none. */
  public static Optional<List<String>> checked(List<String> given) {
    List<String> urls = new ArrayList<>();
    for (String text : given) {
      String url = text.strip();
      try {
        URI uri = new URI(url);
        boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        boolean bare = uri.getPath() == null || uri.getPath().isEmpty();
        if (!web || uri.getHost() == null || uri.getPort() < 0 || !bare) {
          return Optional.empty();
        }
      } catch (URISyntaxException e) {
        return Optional.empty();
      }
      urls.add(url);
    }
    return urls.isEmpty() ? Optional.empty() : Optional.of(urls.stream().sorted().toList());
  }
}
