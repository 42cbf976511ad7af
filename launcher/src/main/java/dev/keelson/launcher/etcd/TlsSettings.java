package dev.keelson.launcher.etcd;

import dev.keelson.raftstore.tls.AllowedNames;
import dev.keelson.raftstore.tls.CipherSuites;
import dev.keelson.raftstore.tls.SelfSigned;
import dev.keelson.raftstore.tls.TlsConfig;
import dev.keelson.raftstore.tls.TlsConfig.KeyPairFiles;
import dev.keelson.raftstore.tls.TlsConfig.Purpose;
import dev.keelson.raftstore.tls.TlsVersions;
import dev.keelson.raftstore.tls.TlsVersions.Version;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * TLS as flags ask for it, checked as etcd checks it. Nothing is read or written here; {@link
 * #made} are written by {@link #makeCertificates}.
 *
 * @param clients empty: no certificate was given, nor asked for
 * @param made certificates that the member makes for itself
 */
record TlsSettings(Optional<TlsConfig> clients, Optional<TlsConfig> peers, List<SelfMade> made) {
  /** {@code hosts} to name in it; {@code years} that it is valid. */
  record SelfMade(Path directory, List<String> hosts, long years) {}

  /** The flags of one purpose; the two spellings differ by more than a prefix. */
  private record Names(
      Purpose purpose,
      String prefix,
      String auto,
      String crl,
      String allowedCn,
      String allowedHost,
      List<String> listen) {
    static final Names CLIENTS =
        new Names(
            Purpose.CLIENTS,
            "",
            "auto-tls",
            "client-crl-file",
            "client-cert-allowed-cn",
            "client-cert-allowed-hostname",
            List.of("listen-client-urls", "listen-client-http-urls"));
    static final Names PEERS =
        new Names(
            Purpose.PEERS,
            "peer-",
            "peer-auto-tls",
            "peer-crl-file",
            "peer-cert-allowed-cn",
            "peer-cert-allowed-hostname",
            List.of("listen-peer-urls"));

    String of(String flag) {
      return prefix + flag;
    }
  }

  static TlsSettings of(Settings settings, Path dataDir) {
    TlsVersions versions = versions(settings);
    List<String> suites = suites(settings, versions);
    List<SelfMade> made = new ArrayList<>();
    return new TlsSettings(
        config(settings, Names.CLIENTS, dataDir.resolve("fixtures/client"), versions, suites, made),
        config(settings, Names.PEERS, dataDir.resolve("fixtures/peer"), versions, suites, made),
        made);
  }

  /** Throws TlsFault where they cannot be written. Those that were made before stay. */
  void makeCertificates(Instant now) {
    made.forEach(each -> SelfSigned.in(each.directory(), each.hosts(), each.years(), now));
  }

  private static Optional<TlsConfig> config(
      Settings settings,
      Names names,
      Path fixtures,
      TlsVersions versions,
      List<String> suites,
      List<SelfMade> made) {
    Optional<Path> certificate = file(settings, names.of("cert-file"));
    Optional<Path> key = file(settings, names.of("key-file"));
    if (certificate.isEmpty() && key.isEmpty()) {
      if (!settings.enabled(names.auto())) {
        return Optional.empty();
      }
      made.add(selfMade(settings, names, fixtures));
      return Optional.of(selfSigned(names, fixtures, versions, suites));
    }
    AllowedNames allowed = allowed(settings, names);
    if (certificate.isEmpty() || key.isEmpty()) {
      throw new BadSetting(
          "KeyFile and CertFile must both be present[key: %s, cert: %s] (--%s and --%s)"
              .formatted(
                  text(key), text(certificate), names.of("key-file"), names.of("cert-file")));
    }
    return Optional.of(
        new TlsConfig(
            names.purpose(),
            new KeyPairFiles(certificate.get(), key.get()),
            client(settings, names),
            file(settings, names.of("trusted-ca-file")),
            settings.enabled(names.of("client-cert-auth")),
            file(settings, names.crl()),
            allowed,
            names.purpose() == Purpose.PEERS
                && !settings.enabled("peer-skip-client-san-verification"),
            false,
            suites,
            versions));
  }

  private static Optional<KeyPairFiles> client(Settings settings, Names names) {
    Optional<Path> certificate = file(settings, names.of("client-cert-file"));
    Optional<Path> key = file(settings, names.of("client-key-file"));
    if (certificate.isPresent() != key.isPresent()) {
      throw new BadSetting(
          "ClientKeyFile and ClientCertFile must both be present or both absent: key: %s, cert: %s]"
                  .formatted(text(key), text(certificate))
              + " (--%s and --%s)"
                  .formatted(names.of("client-key-file"), names.of("client-cert-file")));
    }
    return certificate.map(file -> new KeyPairFiles(file, key.orElseThrow()));
  }

  private static AllowedNames allowed(Settings settings, Names names) {
    List<String> common = settings.list(names.allowedCn());
    List<String> hosts = settings.list(names.allowedHost());
    if (!common.isEmpty() && !hosts.isEmpty()) {
      throw new BadSetting(
          "AllowedCNs and AllowedHostnames are mutually exclusive (cns=%s, hostnames=%s)"
              .formatted(common, hosts));
    }
    if (!common.isEmpty()) {
      return new AllowedNames.CommonNames(common);
    }
    return hosts.isEmpty() ? new AllowedNames.Any() : new AllowedNames.HostNames(hosts);
  }

  /**
   * etcd forgets in silence what else was asked for; whoever asked for client certificates would be
   * open to all.
   */
  private static SelfMade selfMade(Settings settings, Names names, Path fixtures) {
    Optional<String> forgotten =
        Stream.of(
                names.of("client-cert-auth"),
                names.of("trusted-ca-file"),
                names.crl(),
                names.allowedCn(),
                names.allowedHost())
            .filter(flag -> settings.differs(EtcdFlags.get(flag)))
            .findFirst();
    if (forgotten.isPresent()) {
      throw new BadSetting(
          "--%s with --%s: a self-signed certificate lets everybody in; give --%s and --%s"
              .formatted(
                  names.auto(), forgotten.get(), names.of("cert-file"), names.of("key-file")));
    }
    long years = settings.number("self-signed-cert-validity");
    if (years == 0) {
      throw new BadSetting("selfSignedCertValidity is invalid,it should be greater than 0");
    }
    List<String> hosts =
        names.listen().stream()
            .flatMap(flag -> settings.urls(flag).stream())
            .map(EtcdUrl::host)
            .filter(host -> !host.isEmpty())
            .distinct()
            .toList();
    return new SelfMade(fixtures, hosts, Math.min(years, 1_000));
  }

  private static TlsConfig selfSigned(
      Names names, Path fixtures, TlsVersions versions, List<String> suites) {
    return new TlsConfig(
        names.purpose(),
        new KeyPairFiles(fixtures.resolve("cert.pem"), fixtures.resolve("key.pem")),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        new AllowedNames.Any(),
        false,
        true,
        suites,
        versions);
  }

  private static TlsVersions versions(Settings settings) {
    String oldest = settings.text("tls-min-version");
    String newest = settings.text("tls-max-version");
    TlsVersions all = TlsVersions.DEFAULT;
    Version from = oldest.isEmpty() ? all.oldest() : version(oldest);
    Version to = newest.isEmpty() ? all.newest() : version(newest);
    if (from.compareTo(to) > 0) {
      throw new BadSetting(
          "min version (%s) is greater than max version (%s)".formatted(oldest, newest));
    }
    return new TlsVersions(from, to);
  }

  private static Version version(String text) {
    return Version.of(text)
        .orElseThrow(
            () ->
                new BadSetting(
                    "unexpected TLS version \"%s\" (must be one of: TLS1.2, TLS1.3)"
                        .formatted(text)));
  }

  private static List<String> suites(Settings settings, TlsVersions versions) {
    List<String> names = settings.list("cipher-suites");
    if (!names.isEmpty() && versions.oldest() == Version.TLS_1_3) {
      throw new BadSetting("cipher suites cannot be configured when only TLS1.3 is enabled");
    }
    return names.stream()
        .map(
            name ->
                CipherSuites.named(name)
                    .orElseThrow(
                        () -> new BadSetting("unexpected TLS cipher suite \"%s\"".formatted(name))))
        .toList();
  }

  private static Optional<Path> file(Settings settings, String flag) {
    String text = settings.text(flag);
    return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
  }

  private static String text(Optional<Path> file) {
    return file.map(Path::toString).orElse("");
  }
}
