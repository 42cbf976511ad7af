package dev.keelson.apiserver.server.auth;

import java.util.regex.Pattern;

/** Names as RFC 1123 has them. */
public final class DnsNames {
  private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final Pattern LABELS = Pattern.compile(LABEL);
  private static final Pattern SUBDOMAINS = Pattern.compile(LABEL + "(\\." + LABEL + ")*");

  private DnsNames() {}

  public static boolean isLabel(String name) {
    return name.length() <= 63 && LABELS.matcher(name).matches();
  }

  public static boolean isSubdomain(String name) {
    return name.length() <= 253 && SUBDOMAINS.matcher(name).matches();
  }
}
