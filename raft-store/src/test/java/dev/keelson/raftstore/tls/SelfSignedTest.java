package dev.keelson.raftstore.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.raftstore.tls.TlsConfig.KeyPairFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelfSignedTest {
  private static final Instant NOW = Instant.parse("2030-05-06T07:08:09Z");

  @TempDir Path directory;

  @Test
  void what_is_made_can_be_read_and_says_what_was_asked_for() throws Exception {
    KeyPairFiles files =
        SelfSigned.in(directory.resolve("a/b"), List.of("127.0.0.1", "::1", "host"), 2, NOW);
    KeyPair pair = KeyPair.read(files, "--cert-file", "--key-file");
    X509Certificate certificate = pair.certificate();
    certificate.verify(certificate.getPublicKey());
    assertThat(certificate.getVersion()).isEqualTo(3);
    assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("O=etcd");
    assertThat(certificate.getSerialNumber().signum()).isEqualTo(1);
    assertThat(certificate.getNotBefore().toInstant()).isEqualTo(NOW);
    assertThat(certificate.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(730)));
    assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(certificate.getKeyUsage())
        .containsExactly(true, false, true, false, false, false, true, false, false);
    AlternativeNames names = AlternativeNames.of(certificate);
    assertThat(names.cover("127.0.0.1") && names.cover("::1") && names.cover("host")).isTrue();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.key())))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("a"))))
        .isEqualTo("rwx------");
  }

  @Test
  void openssl_finds_nothing_wrong_with_it() {
    SelfSigned.in(directory, List.of("127.0.0.1"), 1, Instant.now().minusSeconds(60));
    OpenSslCa.run(
        directory,
        "verify",
        "-x509_strict",
        "-CAfile",
        "cert.pem",
        "-verify_ip",
        "127.0.0.1",
        "cert.pem");
  }

  @Test
  void what_lies_there_stays() throws IOException {
    KeyPairFiles files = SelfSigned.in(directory, List.of("a"), 1, NOW);
    String before = Files.readString(files.certificate()) + Files.readString(files.key());
    assertThat(SelfSigned.in(directory, List.of("b"), 9, NOW)).isEqualTo(files);
    assertThat(Files.readString(files.certificate()) + Files.readString(files.key()))
        .isEqualTo(before);
  }

  @Test
  void far_years_and_no_hosts_are_written_too() throws Exception {
    KeyPairFiles files = SelfSigned.in(directory, List.of(), 100, NOW);
    X509Certificate certificate = KeyPair.read(files, "c", "k").certificate();
    assertThat(certificate.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(36_500)));
    assertThat(certificate.getSubjectAlternativeNames()).isNull();
  }

  @Test
  void a_directory_that_cannot_be_made_is_a_fault() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThatThrownBy(() -> SelfSigned.in(file.resolve("in"), List.of(), 1, NOW))
        .isInstanceOf(TlsFault.class)
        .hasMessageContaining("cannot make a certificate in " + file);
  }
}
