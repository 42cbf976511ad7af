package dev.keelson.apiserver.server.auth.token;

import java.util.List;

/** For whom a token is meant. */
final class Audiences {
  private Audiences() {}

  /** Those of {@code held} that are among {@code wanted}, in the order of {@code held}. */
  static List<String> common(List<String> held, List<String> wanted) {
    return held.stream().filter(wanted::contains).distinct().toList();
  }
}
