package dev.keelson.apiserver.server.storage.cache;

import dev.keelson.apiserver.model.ApiFailure;

/** How new what is read of a single object must be. */
public sealed interface Freshness {
  /** Sees every write acknowledged before. */
  record Consistent() implements Freshness {}

  /** Whatever is there. */
  record Any() implements Freshness {}

  record NotOlderThan(long revision) implements Freshness {}

  /**
   * What the resourceVersion of a GET asks for.
   *
   * @throws ApiFailure it is no number
   */
  static Freshness of(String resourceVersion) {
    return switch (resourceVersion) {
      case "" -> new Consistent();
      case "0" -> new Any();
      default ->
          new NotOlderThan(
              ResourceVersions.parse(resourceVersion)
                  .orElseThrow(() -> new ApiFailure(ResourceVersions.unreadable(resourceVersion))));
    };
  }
}
