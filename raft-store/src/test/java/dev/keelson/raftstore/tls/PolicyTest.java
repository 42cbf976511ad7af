package dev.keelson.raftstore.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.raftstore.tls.OpenSslCa.Issued;
import dev.keelson.raftstore.tls.TlsConfig.KeyPairFiles;
import dev.keelson.raftstore.tls.TlsConfig.Purpose;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in. */
class PolicyTest {
  @TempDir Path directory;
  private OpenSslCa ca;

  @BeforeEach
  void authority() {
    ca = OpenSslCa.in(directory, "ca");
  }

  @Test
  void host_names_match_as_in_go() {
    X509Certificate certificate =
        leaf(ca.issue("cn.example", "DNS:a.example,DNS:*.b.example,IP:10.0.0.1,IP:::1"));
    assertThat(allows(certificate, "a.example")).isTrue();
    assertThat(allows(certificate, "A.Example.")).isTrue();
    assertThat(allows(certificate, "x.b.example")).isTrue();
    assertThat(allows(certificate, "10.0.0.1")).isTrue();
    assertThat(allows(certificate, "[::1]")).isTrue();
    assertThat(allows(certificate, "nope", "a.example")).isTrue();
    assertThat(allows(certificate, "b.example")).isFalse();
    assertThat(allows(certificate, "x.y.b.example")).isFalse();
    assertThat(allows(certificate, "cn.example")).as("the common name does not count").isFalse();
    assertThat(allows(certificate, "10.0.0.2")).isFalse();
    assertThat(allows(certificate, "10.0.0.999")).isFalse();
  }

  @Test
  void common_names_match_letter_by_letter() {
    X509Certificate certificate = leaf(ca.issue("peer", "DNS:other"));
    assertThat(new AllowedNames.CommonNames(List.of("x", "peer")).allow(certificate)).isTrue();
    assertThat(new AllowedNames.CommonNames(List.of("Peer")).allow(certificate)).isFalse();
    assertThat(new AllowedNames.CommonNames(List.of("other")).allow(certificate)).isFalse();
  }

  @Test
  void a_certificate_of_a_foreign_ca_or_out_of_its_time_is_refused() {
    Instant now = Instant.now();
    X509ExtendedTrustManager trust = files(Optional.empty(), new AllowedNames.Any()).trust();
    assertThat(refusal(trust, ca.issue("a", ""))).isEmpty();
    assertThat(refusal(trust, OpenSslCa.in(directory, "other").issue("a", "")))
        .contains("is not signed by a CA in " + ca.certificate());
    assertThat(refusal(trust, ca.issue("a", "", now.minusSeconds(9_000), now.minusSeconds(60))))
        .contains("has expired")
        .contains("needs no restart");
    assertThat(refusal(trust, ca.issue("a", "", now.plusSeconds(600), now.plusSeconds(9_000))))
        .contains("not valid yet")
        .contains("clocks");
  }

  @Test
  void names_and_revocation_are_asked_of_whom_the_ca_signed() {
    Issued good = ca.issue("good", "");
    Issued bad = ca.issue("bad", "");
    X509ExtendedTrustManager trust =
        files(Optional.of(ca.revoke(bad)), new AllowedNames.CommonNames(List.of("good", "bad")))
            .trust();
    assertThat(refusal(trust, good)).isEmpty();
    assertThat(refusal(trust, bad)).contains("revoked by --client-crl-file");
    assertThat(refusal(trust, ca.issue("ugly", ""))).contains("not one of --cert-allowed-cn");
  }

  @Test
  void a_list_that_cannot_be_read_any_more_lets_nobody_in() throws IOException {
    Path list = ca.revoke();
    X509ExtendedTrustManager trust = files(Optional.of(list), new AllowedNames.Any()).trust();
    assertThat(refusal(trust, ca.issue("a", ""))).isEmpty();
    Files.delete(list);
    assertThat(refusal(trust, ca.issue("a", ""))).contains("no such file", "--client-crl-file");
  }

  @Test
  void der_lists_are_read_too() {
    Issued bad = ca.issue("bad", "");
    Path pem = ca.revoke(bad);
    ca.openssl("crl", "-in", pem.toString(), "-outform", "DER", "-out", "list.der");
    assertThat(Certificates.revoked(pem.resolveSibling("list.der"), "--client-crl-file"))
        .containsExactly(leaf(bad).getSerialNumber());
  }

  @Test
  void a_peer_comes_from_where_its_certificate_says() throws Exception {
    InetAddress here = InetAddress.getByName("127.0.0.1");
    assertThat(SourceAddress.check(leaf(ca.issue("a", "")), here)).isCompleted();
    assertThat(SourceAddress.check(leaf(ca.issue("a", "IP:127.0.0.1")), here)).isCompleted();
    assertThat(SourceAddress.check(leaf(ca.issue("a", "DNS:x,IP:127.0.0.1")), here)).isCompleted();
    assertThat(SourceAddress.check(leaf(ca.issue("a", "IP:10.1.2.3")), here))
        .isCompletedExceptionally();
    assertThat(SourceAddress.check(leaf(ca.issue("a", "DNS:localhost")), here))
        .succeedsWithin(java.time.Duration.ofSeconds(30));
    assertThat(SourceAddress.check(leaf(ca.issue("a", "DNS:nowhere.invalid")), here))
        .failsWithin(java.time.Duration.ofSeconds(30))
        .withThrowableThat()
        .withMessageContaining("does not match any of DNSNames [nowhere.invalid]");
  }

  @Test
  void cipher_suites_have_the_names_of_go() {
    assertThat(CipherSuites.named("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")).isPresent();
    assertThat(CipherSuites.named("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305"))
        .contains("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
    assertThat(CipherSuites.named("TLS_DHE_RSA_WITH_AES_128_GCM_SHA256")).isEmpty();
    assertThat(CipherSuites.offered(List.of("x"))).first().isEqualTo("x");
    assertThat(CipherSuites.offered(List.of("x"))).contains("TLS_AES_128_GCM_SHA256");
  }

  @Test
  void versions_are_bounded_on_both_sides() {
    assertThat(TlsVersions.DEFAULT.protocols()).containsExactly("TLSv1.3", "TLSv1.2");
    assertThat(TlsVersions.Version.of("TLS1.1")).isEmpty();
    assertThatThrownBy(
            () -> new TlsVersions(TlsVersions.Version.TLS_1_3, TlsVersions.Version.TLS_1_2))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private TlsFiles files(Optional<Path> revoked, AllowedNames allowed) {
    Issued server = ca.issue("server", "");
    return TlsFiles.open(
        new TlsConfig(
            Purpose.CLIENTS,
            new KeyPairFiles(server.certificate(), server.key()),
            Optional.empty(),
            Optional.of(ca.certificate()),
            true,
            revoked,
            allowed,
            false,
            false,
            List.of(),
            TlsVersions.DEFAULT));
  }

  /** Error and remedy as they are logged; empty where it is let in. */
  private String refusal(X509ExtendedTrustManager trust, Issued shown) {
    try {
      trust.checkClientTrusted(new X509Certificate[] {leaf(shown)}, "RSA");
      return "";
    } catch (CertificateException e) {
      Refusal refusal = Refusal.of(e, files(Optional.empty(), new AllowedNames.Any()).config());
      return refusal.error() + "; " + refusal.remedy();
    }
  }

  private static X509Certificate leaf(Issued issued) {
    return Certificates.read(issued.certificate(), "--cert-file").getFirst();
  }

  private static boolean allows(X509Certificate certificate, String... names) {
    return new AllowedNames.HostNames(List.of(names)).allow(certificate);
  }
}
