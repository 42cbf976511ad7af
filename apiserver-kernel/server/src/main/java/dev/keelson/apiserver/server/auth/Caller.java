package dev.keelson.apiserver.server.auth;

import java.util.List;
import java.util.Map;

/** Upstream's user.Info. */
public record Caller(
    String name, String uid, List<String> groups, Map<String, List<String>> extra) {
  public static final String AUTHENTICATED = "system:authenticated";
  public static final String UNAUTHENTICATED = "system:unauthenticated";
  public static final Caller ANONYMOUS = of("system:anonymous", UNAUTHENTICATED);

  /** The server itself. */
  public static final Caller SERVER = of("system:apiserver", "system:masters");

  public Caller {
    groups = List.copyOf(groups);
    extra = Map.copyOf(extra);
  }

  public static Caller of(String name, String... groups) {
    return new Caller(name, "", List.of(groups), Map.of());
  }

  public boolean isIn(String group) {
    return groups.contains(group);
  }
}
