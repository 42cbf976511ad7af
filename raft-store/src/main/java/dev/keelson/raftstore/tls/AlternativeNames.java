package dev.keelson.raftstore.tls;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The hosts and addresses a certificate is for. Matching is that of Go's VerifyHostname: names
 * without regard to case, a wildcard for the whole first label and nothing else, addresses only as
 * addresses; the common name does not count.
 */
record AlternativeNames(List<String> hosts, List<InetAddress> addresses) {
  private static final int DNS = 2;
  private static final int IP = 7;
  private static final Pattern LITERAL =
      Pattern.compile("[0-9.]+|\\[?[0-9a-fA-F.:]*:[0-9a-fA-F.:]*\\]?");

  static AlternativeNames of(X509Certificate certificate) {
    List<String> hosts = new ArrayList<>();
    List<InetAddress> addresses = new ArrayList<>();
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      for (List<?> name : names == null ? List.<List<?>>of() : names) {
        switch (name.get(0)) {
          case Integer kind when kind == DNS -> hosts.add(canonical(String.valueOf(name.get(1))));
          case Integer kind when kind == IP ->
              addresses.add(InetAddress.ofLiteral(String.valueOf(name.get(1))));
          default -> {}
        }
      }
    } catch (CertificateParsingException | IllegalArgumentException _) {
      return new AlternativeNames(List.of(), List.of()); // unreadable names allow nobody
    }
    return new AlternativeNames(List.copyOf(hosts), List.copyOf(addresses));
  }

  boolean isEmpty() {
    return hosts.isEmpty() && addresses.isEmpty();
  }

  /** {@code name}: a host, or an address as text. */
  boolean cover(String name) {
    if (LITERAL.matcher(name).matches()) {
      try {
        return addresses.contains(InetAddress.ofLiteral(name.replaceAll("[\\[\\]]", "")));
      } catch (IllegalArgumentException _) {
        return false;
      }
    }
    String host = canonical(name);
    return hosts.stream().anyMatch(pattern -> matches(pattern, host));
  }

  private static boolean matches(String pattern, String host) {
    if (pattern.equals(host)) {
      return !host.isEmpty();
    }
    int dot = host.indexOf('.');
    return pattern.startsWith("*.") && dot > 0 && pattern.substring(1).equals(host.substring(dot));
  }

  private static String canonical(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
