package dev.keelson.apiserver.server.pki;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * Under which names and addresses a server is called.
 *
 * @param addresses literals, IPv6 without brackets
 */
public record ServingNames(Set<String> names, Set<String> addresses) {
  private static final int DNS = 2;
  private static final int IP = 7;

  public ServingNames {
    names = Set.copyOf(names);
    addresses = Set.copyOf(new TreeSet<>(addresses.stream().map(ServingNames::canonical).toList()));
  }

  /**
   * What kubeadm gives an API server.
   *
   * @param firstServiceAddress of the service {@code kubernetes}, such as {@code 10.96.0.1}
   * @param more names or address literals by which this machine is called
   */
  public static ServingNames ofApiServer(String firstServiceAddress, Collection<String> more) {
    Set<String> names =
        new TreeSet<>(
            List.of(
                "localhost",
                "kubernetes",
                "kubernetes.default",
                "kubernetes.default.svc",
                "kubernetes.default.svc.cluster.local"));
    Set<String> addresses = new TreeSet<>(List.of("127.0.0.1", "::1", firstServiceAddress));
    for (String each : more) {
      (isAddress(each) ? addresses : names).add(each);
    }
    return new ServingNames(names, addresses);
  }

  private static boolean isAddress(String text) {
    return text.indexOf(':') >= 0 || text.matches("\\d{1,3}(\\.\\d{1,3}){3}");
  }

  /** {@code 0:0:0:0:0:0:0:1} for {@code ::1}: as certificates are read back. */
  private static String canonical(String literal) {
    if (!isAddress(literal)) {
      throw new PkiFault("\"" + literal + "\" is no IP address");
    }
    try {
      return InetAddress.getByName(literal).getHostAddress();
    } catch (UnknownHostException e) {
      throw new PkiFault("\"" + literal + "\" is no IP address", e);
    }
  }

  GeneralNames general() {
    List<GeneralName> all = new ArrayList<>();
    new TreeSet<>(names).forEach(name -> all.add(new GeneralName(GeneralName.dNSName, name)));
    new TreeSet<>(addresses)
        .forEach(address -> all.add(new GeneralName(GeneralName.iPAddress, address)));
    return new GeneralNames(all.toArray(GeneralName[]::new));
  }

  /** Whether the certificate is good for each of them. */
  boolean areIn(X509Certificate certificate) {
    Set<String> missing = new TreeSet<>(names);
    missing.addAll(addresses);
    try {
      Collection<List<?>> held = certificate.getSubjectAlternativeNames();
      if (held != null) {
        for (List<?> each : held) {
          int type = (Integer) each.getFirst();
          if (type == DNS) {
            missing.remove((String) each.get(1));
          } else if (type == IP) {
            missing.remove(canonical((String) each.get(1)));
          }
        }
      }
    } catch (CertificateParsingException _) {
      return false;
    }
    return missing.isEmpty();
  }
}
