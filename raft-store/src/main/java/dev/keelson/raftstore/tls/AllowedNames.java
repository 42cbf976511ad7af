package dev.keelson.raftstore.tls;

import java.security.cert.X509Certificate;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** What a certificate has to say of its holder, besides being signed. */
public sealed interface AllowedNames {
  /** Nothing. */
  record Any() implements AllowedNames {}

  /** One of these common names, letter by letter. */
  record CommonNames(List<String> names) implements AllowedNames {
    public CommonNames {
      names = List.copyOf(names);
    }
  }

  /** An alternative name that covers one of these hosts or addresses. */
  record HostNames(List<String> names) implements AllowedNames {
    public HostNames {
      names = List.copyOf(names);
    }
  }

  default boolean allow(X509Certificate certificate) {
    return switch (this) {
      case Any() -> true;
      case CommonNames(List<String> names) -> names.contains(commonName(certificate));
      case HostNames(List<String> names) ->
          names.stream().anyMatch(AlternativeNames.of(certificate)::cover);
    };
  }

  /** For a line in the log. */
  default String flag(TlsConfig.Purpose purpose) {
    return switch (this) {
      case Any() -> "";
      case CommonNames(List<String> names) -> purpose.flag("cert-allowed-cn=") + text(names);
      case HostNames(List<String> names) ->
          switch (purpose) {
            case CLIENTS -> "--client-cert-allowed-hostname=" + text(names);
            case PEERS -> "--peer-cert-allowed-hostname=" + text(names);
          };
    };
  }

  private static String text(List<String> names) {
    return String.join(",", names);
  }

  /** The last common name of the subject, as Go takes it; empty where there is none. */
  static String commonName(X509Certificate certificate) {
    try {
      // an LdapName counts from the end of the text, which is the beginning of the subject
      LdapName subject = new LdapName(certificate.getSubjectX500Principal().getName());
      for (int i = subject.size() - 1; i >= 0; i--) {
        Rdn part = subject.getRdn(i);
        if (part.getType().equalsIgnoreCase("CN")) {
          return String.valueOf(part.getValue());
        }
      }
      return "";
    } catch (InvalidNameException _) {
      return "";
    }
  }
}
