package dev.keelson.raftstore.tls;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The versions of TLS that are spoken, bounds included. TLS 1.1 and older are not to be had, as in
 * etcd.
 */
public record TlsVersions(Version oldest, Version newest) {
  public static final TlsVersions DEFAULT = new TlsVersions(Version.TLS_1_2, Version.TLS_1_3);

  /** As etcd's flags and as the JDK write them. */
  public enum Version {
    TLS_1_2("TLS1.2", "TLSv1.2"),
    TLS_1_3("TLS1.3", "TLSv1.3");

    private final String flag;
    private final String protocol;

    Version(String flag, String protocol) {
      this.flag = flag;
      this.protocol = protocol;
    }

    /** Empty for a text that etcd does not know. */
    public static Optional<Version> of(String flag) {
      return Arrays.stream(values()).filter(each -> each.flag.equals(flag)).findFirst();
    }
  }

  public TlsVersions {
    if (oldest.compareTo(newest) > 0) {
      throw new IllegalArgumentException("from " + oldest + " to " + newest);
    }
  }

  /** The JDK's names, newest first. */
  public List<String> protocols() {
    return Arrays.stream(Version.values())
        .filter(each -> each.compareTo(oldest) >= 0 && each.compareTo(newest) <= 0)
        .map(each -> each.protocol)
        .toList()
        .reversed();
  }
}
