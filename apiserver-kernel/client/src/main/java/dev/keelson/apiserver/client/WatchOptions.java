package dev.keelson.apiserver.client;

import java.time.Duration;

/**
 * @param what its resource version is the one from which to go on, exclusively
 * @param sendInitialEvents first what is there, as ADDED, then a bookmark that says so
 * @param timeout after which the server ends it, in whole seconds
 */
public record WatchOptions(ListOptions what, boolean sendInitialEvents, Duration timeout) {
  /** What the server's own end may come late. */
  private static final Duration GRACE = Duration.ofSeconds(15);

  public static WatchOptions from(String resourceVersion) {
    return new WatchOptions(ListOptions.ALL.at(resourceVersion, ""), false, Duration.ofMinutes(5));
  }

  UrlPath addTo(UrlPath path) {
    UrlPath watch =
        what.addTo(path.query("watch", "true"))
            .query("allowWatchBookmarks", "true")
            .query("timeoutSeconds", Long.toString(timeout.toSeconds()));
    return sendInitialEvents ? watch.query("sendInitialEvents", "true") : watch;
  }

  /** A stream that is open for longer has lost its server. */
  Duration bound() {
    return timeout.plus(GRACE);
  }
}
