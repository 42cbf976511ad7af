package dev.keelson.raftstore.tls;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * TLS of one kind of connection, to clients or between peers; etcd's TLSInfo.
 *
 * @param purpose which side of the member this is, and what its flags are called
 * @param server shown to whoever connects
 * @param client shown when this member connects; {@code server} where none is given
 * @param trustedCa signs those who may connect; empty: the JDK's own list
 * @param clientAuth whoever connects must show a certificate; a {@code trustedCa} asks for that too
 * @param revoked list of revoked certificates, PEM or DER
 * @param allowed what a certificate has to say besides being signed
 * @param checksAddress whoever connects must come from an address that its certificate names, if it
 *     names any
 * @param anyServer believe every server: certificates that members made for themselves prove
 *     nothing (auto-tls)
 * @param cipherSuites of TLS 1.2, by the JDK's names; empty: the JDK's choice
 */
public record TlsConfig(
    Purpose purpose,
    KeyPairFiles server,
    Optional<KeyPairFiles> client,
    Optional<Path> trustedCa,
    boolean clientAuth,
    Optional<Path> revoked,
    AllowedNames allowed,
    boolean checksAddress,
    boolean anyServer,
    List<String> cipherSuites,
    TlsVersions versions) {

  /** Whom the connections are with. */
  public enum Purpose {
    CLIENTS("", "client endpoint"),
    PEERS("peer-", "peer endpoint");

    private final String flagPrefix;
    private final String endpoint;

    Purpose(String flagPrefix, String endpoint) {
      this.flagPrefix = flagPrefix;
      this.endpoint = endpoint;
    }

    /** {@code --peer-cert-file} for {@code cert-file}. */
    String flag(String name) {
      return "--" + flagPrefix + name;
    }

    public String endpoint() {
      return endpoint;
    }
  }

  /** A chain of certificates, the own one first, and the key of the first; both PEM. */
  public record KeyPairFiles(Path certificate, Path key) {}

  public TlsConfig {
    cipherSuites = List.copyOf(cipherSuites);
  }

  /** With nothing but a certificate: anybody may connect. */
  public static TlsConfig of(Purpose purpose, KeyPairFiles server) {
    return new TlsConfig(
        purpose,
        server,
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        new AllowedNames.Any(),
        purpose == Purpose.PEERS,
        false,
        List.of(),
        TlsVersions.DEFAULT);
  }

  /** Whether whoever connects must show a certificate. */
  public boolean asksForCertificate() {
    return clientAuth || trustedCa.isPresent();
  }
}
