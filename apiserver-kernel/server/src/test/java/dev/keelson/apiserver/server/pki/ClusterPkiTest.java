package dev.keelson.apiserver.server.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterPkiTest {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final InstantSource TIME = InstantSource.fixed(NOW);
  private static final ServingNames NAMES =
      ServingNames.ofApiServer("10.96.0.1", List.of("node-1", "192.168.1.5"));

  @TempDir Path directory;

  private static String mode(Path file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void makesWhatKubeadmMakes() throws Exception {
    ClusterPki.open(directory.resolve("pki"), NAMES, TIME);

    try (Stream<Path> files = Files.list(directory.resolve("pki"))) {
      Set<String> names = new TreeSet<>(files.map(file -> "" + file.getFileName()).toList());
      assertThat(names)
          .containsExactly(
              "admin.crt",
              "admin.key",
              "apiserver.crt",
              "apiserver.key",
              "ca.crt",
              "ca.key",
              "front-proxy-ca.crt",
              "front-proxy-ca.key",
              "sa.key",
              "sa.pub");
      for (String name : names) {
        assertThat(mode(directory.resolve("pki").resolve(name)))
            .isEqualTo(name.endsWith(".key") ? "rw-------" : "rw-r--r--");
      }
    }
  }

  @Test
  void findsAgainWhatItMade() {
    ClusterPki first = ClusterPki.open(directory, NAMES, TIME);
    ClusterPki second = ClusterPki.open(directory, NAMES, TIME);

    assertThat(second.ca().certificate()).isEqualTo(first.ca().certificate());
    assertThat(second.frontProxyCa().certificate()).isEqualTo(first.frontProxyCa().certificate());
    assertThat(second.serving()).isEqualTo(first.serving());
    assertThat(second.serviceAccount().getPublic()).isEqualTo(first.serviceAccount().getPublic());
  }

  @Test
  void itsServerIsCalledByAllOfItsNames() throws Exception {
    ClusterPki pki = ClusterPki.open(directory, NAMES, TIME);
    X509Certificate certificate = pki.serving().certificate();

    certificate.verify(pki.ca().certificate().getPublicKey());
    certificate.checkValidity(java.util.Date.from(NOW));
    assertThat(certificate.getSubjectAlternativeNames().stream().map(each -> each.get(1)).toList())
        .map(Object::toString)
        .contains(
            "localhost",
            "kubernetes",
            "kubernetes.default",
            "kubernetes.default.svc",
            "kubernetes.default.svc.cluster.local",
            "node-1",
            "127.0.0.1",
            "0:0:0:0:0:0:0:1",
            "10.96.0.1",
            "192.168.1.5");
    assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
  }

  @Test
  void issuesAnewWhenANameIsMissingOrTheEndIsNear() {
    ClusterPki first = ClusterPki.open(directory, NAMES, TIME);
    ClusterPki fewer =
        ClusterPki.open(directory, ServingNames.ofApiServer("10.96.0.1", List.of()), TIME);
    assertThat(fewer.serving()).isEqualTo(first.serving());

    ClusterPki more =
        ClusterPki.open(directory, ServingNames.ofApiServer("10.96.0.1", List.of("other")), TIME);
    assertThat(more.serving().certificate()).isNotEqualTo(first.serving().certificate());
    assertThat(more.ca().certificate()).isEqualTo(first.ca().certificate());

    InstantSource later = InstantSource.fixed(NOW.plus(Duration.ofDays(340)));
    ClusterPki aged =
        ClusterPki.open(directory, ServingNames.ofApiServer("10.96.0.1", List.of("other")), later);
    assertThat(aged.serving().certificate()).isNotEqualTo(more.serving().certificate());
    assertThat(aged.serving().certificate().getNotAfter().toInstant())
        .isEqualTo(later.instant().plus(CertificateAuthority.LIFE));
  }

  @Test
  void recoversFromAStartThatWasKilledBetweenTwoFiles() throws Exception {
    ClusterPki first = ClusterPki.open(directory, NAMES, TIME);
    Files.writeString(directory.resolve("apiserver.key"), Pem.write(Keys.ec().getPrivate()));
    Files.delete(directory.resolve("sa.pub"));

    ClusterPki second = ClusterPki.open(directory, NAMES, TIME);
    assertThat(second.serving()).isNotEqualTo(first.serving());
    assertThat(
            Keys.belongTogether(
                second.serving().certificate().getPublicKey(), second.serving().key()))
        .isTrue();
  }

  @Test
  void aLostCaKeyIsSaidAndNotReplaced() throws Exception {
    ClusterPki.open(directory, NAMES, TIME);
    Files.delete(directory.resolve("ca.key"));
    assertThatThrownBy(() -> ClusterPki.open(directory, NAMES, TIME))
        .isInstanceOf(PkiFault.class)
        .hasMessageContaining("ca.key");
  }

  @Test
  void anExpiredCaIsSaid() {
    ClusterPki.open(directory, NAMES, TIME);
    InstantSource later = InstantSource.fixed(NOW.plus(Duration.ofDays(3651)));
    assertThatThrownBy(() -> ClusterPki.open(directory, NAMES, later))
        .isInstanceOf(PkiFault.class)
        .hasMessageContaining("has expired");
  }

  @Test
  void writesAKubeconfigForItsOwnerAlone() throws Exception {
    ClusterPki pki = ClusterPki.open(directory, NAMES, TIME);
    Path file = directory.resolve("admin.conf");
    Files.writeString(file, "old");
    pki.writeAdminConfig(file, "https://127.0.0.1:6443");

    assertThat(mode(file)).isEqualTo("rw-------");
    String text = Files.readString(file);
    assertThat(text)
        .contains("server: \"https://127.0.0.1:6443\"", "current-context: keelson-admin@keelson");
    Path client = directory.resolve("client.pem");
    Files.write(
        client,
        java.util.Base64.getDecoder()
            .decode(text.replaceAll("(?s).*client-certificate-data: (\\S+).*", "$1")));
    X509Certificate certificate = Pem.certificates(client).getFirst();
    assertThat(certificate.getSubjectX500Principal().getName())
        .isEqualTo("CN=kubernetes-admin,O=system:masters");
    assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    certificate.verify(pki.ca().certificate().getPublicKey());
  }

  @Test
  void aCertificateDoesNotOutliveItsCa() {
    CertificateAuthority old = CertificateAuthority.create("old", TIME);
    Path crt = directory.resolve("ca.crt");
    Path key = directory.resolve("ca.key");
    OwnFiles.open(crt, Pem.write(old.identity().chain()));
    OwnFiles.secret(key, Pem.write(old.identity().key()));
    CertificateAuthority aged =
        CertificateAuthority.load(crt, key, InstantSource.fixed(NOW.plus(Duration.ofDays(3600))));
    assertThat(aged.client("a", List.of()).certificate().getNotAfter())
        .isEqualTo(old.certificate().getNotAfter());
  }
}
