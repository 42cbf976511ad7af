package dev.keelson.apiserver.server.auth;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What extra values a constrained impersonation may carry. */
final class ImpersonatedExtra {
  private static final Pattern PATH = Pattern.compile("[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+");

  private ImpersonatedExtra() {}

  /** Empty: nothing is wrong. */
  static Optional<String> wrong(Map<String, List<String>> extra) {
    for (Map.Entry<String, List<String>> each : new TreeMap<>(extra).entrySet()) {
      String key = each.getKey();
      if (key.isEmpty()) {
        return Optional.of("impersonating the empty string key in extra is not allowed");
      }
      if (!isDomainPrefixed(key)) {
        return Optional.of(
            "impersonating an invalid key in extra is not allowed: extra.key: Invalid value: "
                + GoText.quoted(key)
                + ": must be a domain-prefixed path (such as \"acme.io/foo\")");
      }
      if (!key.equals(key.toLowerCase(Locale.ROOT))) {
        return Optional.of(
            "impersonating a non-lowercase key in extra is not allowed: " + GoText.quoted(key));
      }
      if (each.getValue().isEmpty()) {
        return Optional.of("impersonating empty values in extra is not allowed");
      }
      if (each.getValue().contains("")) {
        return Optional.of("impersonating the empty string value in extra is not allowed");
      }
    }
    return Optional.empty();
  }

  private static boolean isDomainPrefixed(String key) {
    int slash = key.indexOf('/');
    return slash > 0
        && DnsNames.isSubdomain(key.substring(0, slash))
        && PATH.matcher(key.substring(slash + 1)).matches();
  }
}
