package dev.keelson.nodeagent.runtime;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which images a pretended registry does not have. It has every one, but for those whose names say
 * that there is none: a tag {@code 404}, a name or tag with {@code non-existent}, {@code
 * does-not-exist} or {@code no-such-} in it (with hyphens or without), and all of a registry whose
 * host's first label is {@code invalid} or whose last is (RFC 6761).
 */
final class MissingImages {
  private static final List<String> WORDS =
      List.of("nonexistent", "nonexisting", "doesnotexist", "nosuch");

  private MissingImages() {}

  /** What the runtime says when it is to be pulled; empty: it can be. */
  static Optional<String> failure(String image) {
    String name = Images.fullName(image);
    int slash = name.indexOf('/');
    String host = name.substring(0, slash).replaceAll(":\\d+$", "");
    String rest = name.substring(slash + 1);
    if (host.startsWith("invalid.") || host.endsWith(".invalid")) {
      return Optional.of(unreachable(name, host, rest));
    }
    String plain = rest.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    boolean isMissing = rest.endsWith(":404") || WORDS.stream().anyMatch(plain::contains);
    return isMissing ? Optional.of(notFound(name)) : Optional.empty();
  }

  static String notFound(String name) {
    return ("failed to pull and unpack image \"%s\": failed to resolve reference \"%s\": %s:"
            + " not found")
        .formatted(name, name, name);
  }

  private static String unreachable(String name, String host, String rest) {
    int tag = Math.max(rest.lastIndexOf(':'), rest.indexOf('@'));
    return ("failed to pull and unpack image \"%s\": failed to resolve reference \"%s\": failed to"
            + " do request: Head \"https://%s/v2/%s/manifests/%s\": dial tcp: lookup %s: no such"
            + " host")
        .formatted(name, name, host, rest.substring(0, tag), rest.substring(tag + 1), host);
  }
}
