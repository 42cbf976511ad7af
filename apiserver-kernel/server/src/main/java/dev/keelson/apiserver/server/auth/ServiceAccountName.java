package dev.keelson.apiserver.server.auth;

import java.util.List;
import java.util.Optional;

/** A service account as a caller. */
public record ServiceAccountName(String namespace, String name) {
  public static final String ALL_GROUP = "system:serviceaccounts";
  private static final String USER_PREFIX = "system:serviceaccount:";

  /** Empty unless {@code userName} is one of a service account. */
  public static Optional<ServiceAccountName> parse(String userName) {
    if (!userName.startsWith(USER_PREFIX)) {
      return Optional.empty();
    }
    String[] parts = userName.substring(USER_PREFIX.length()).split(":", -1);
    return parts.length == 2 && DnsNames.isLabel(parts[0]) && DnsNames.isSubdomain(parts[1])
        ? Optional.of(new ServiceAccountName(parts[0], parts[1]))
        : Optional.empty();
  }

  public String userName() {
    return USER_PREFIX + namespace + ":" + name;
  }

  /** Without {@code system:authenticated}, which whoever authenticates adds. */
  public List<String> groups() {
    return List.of(ALL_GROUP, ALL_GROUP + ":" + namespace);
  }
}
