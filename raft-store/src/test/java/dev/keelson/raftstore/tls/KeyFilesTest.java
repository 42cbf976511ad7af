package dev.keelson.raftstore.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.raftstore.tls.OpenSslCa.Issued;
import dev.keelson.raftstore.tls.TlsConfig.KeyPairFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys and certificates in every form that openssl and kubeadm write, and in none. */
class KeyFilesTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          genrsa -traditional -out key.pem 2048               | RSA PRIVATE KEY | RSA
          genrsa -out key.pem 2048                            | PRIVATE KEY     | RSA
          ecparam -genkey -name prime256v1 -noout -out key.pem| EC PRIVATE KEY  | EC
          ecparam -genkey -name prime256v1 -out key.pem       | EC PARAMETERS   | EC
          ecparam -genkey -name secp384r1 -out key.pem        | EC PRIVATE KEY  | EC
          ecparam -genkey -name secp521r1 -out key.pem        | EC PRIVATE KEY  | EC
          genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem | PRIVATE KEY | EC
          genpkey -algorithm ED25519 -out key.pem             | PRIVATE KEY     | EdDSA
          """)
  void every_form_of_a_key_is_read_and_fits_its_certificate(
      String words, String label, String algorithm) throws IOException {
    OpenSslCa.run(directory, words.split(" +"));
    Path key = directory.resolve("key.pem");
    assertThat(Files.readString(key)).contains("BEGIN " + label);
    OpenSslCa.run(
        directory, "req", "-x509", "-key", "key.pem", "-subj", "/CN=a", "-out", "cert.pem");
    KeyPair pair =
        KeyPair.read(
            new KeyPairFiles(directory.resolve("cert.pem"), key), "--cert-file", "--key-file");
    assertThat(pair.key().getAlgorithm()).isEqualTo(algorithm);
    assertThat(AllowedNames.commonName(pair.certificate())).isEqualTo("a");
  }

  @Test
  void a_chain_keeps_its_order_and_text_between_blocks_is_passed_over() throws IOException {
    OpenSslCa ca = OpenSslCa.in(directory, "ca");
    Issued issued = ca.issue("leaf", "");
    Path chain = directory.resolve("chain.pem");
    Files.writeString(
        chain,
        "a word before\r\n"
            + Files.readString(issued.certificate()).replace("\n", "\r\n")
            + "and one between\n"
            + Files.readString(ca.certificate()));
    KeyPair pair = KeyPair.read(new KeyPairFiles(chain, issued.key()), "--cert-file", "--key-file");
    assertThat(pair.chain()).hasSize(2);
    assertThat(pair.certificate().getSubjectX500Principal().getName()).contains("leaf");
  }

  @Test
  void what_cannot_be_used_names_file_flag_and_remedy() throws IOException {
    OpenSslCa ca = OpenSslCa.in(directory, "ca");
    Issued one = ca.issue("one", "");
    Issued two = ca.issue("two", "");
    Path none = directory.resolve("none.pem");
    Path text = Files.writeString(directory.resolve("text.pem"), "no block");
    Path bad =
        Files.writeString(
            directory.resolve("bad.pem"),
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    Path noBase64 =
        Files.writeString(
            directory.resolve("nobase64.pem"),
            "-----BEGIN CERTIFICATE-----\n***\n-----END CERTIFICATE-----\n");
    assertFault(none, one.key(), "open " + none + ": no such file or directory", "--cert-file");
    assertFault(text, one.key(), "--cert-file " + text, "holds no certificate");
    assertFault(noBase64, one.key(), noBase64.toString(), "damaged");
    assertFault(one.certificate(), text, "--key-file " + text, "holds no private key");
    assertFault(one.certificate(), bad, bad.toString(), "is no key of RSA");
    assertFault(
        one.certificate(), one.certificate(), one.certificate().toString(), "no private key");
    assertFault(one.certificate(), two.key(), two.key().toString(), "is not the key of the first");
  }

  @ParameterizedTest
  @CsvSource({"rsa -traditional -aes128", "pkcs8 -topk8 -v2 aes128"})
  void an_encrypted_key_says_how_to_be_decrypted(String words) {
    OpenSslCa.run(directory, "genrsa", "-out", "plain.pem", "2048");
    OpenSslCa.run(
        directory, (words + " -in plain.pem -out key.pem -passout pass:secret").split(" "));
    assertThatThrownBy(() -> PrivateKeys.read(directory.resolve("key.pem"), "--key-file"))
        .isInstanceOf(TlsFault.class)
        .hasMessageContaining("without passphrase");
  }

  @Test
  void no_message_holds_a_part_of_the_key() throws IOException {
    OpenSslCa.run(directory, "genrsa", "-out", "key.pem", "2048");
    Path key = directory.resolve("key.pem");
    String broken = Files.readString(key).replaceFirst("\n[^\n]{10}", "\n");
    Files.writeString(key, broken);
    assertThatThrownBy(() -> PrivateKeys.read(key, "--key-file"))
        .isInstanceOf(TlsFault.class)
        .hasNoCause()
        .message()
        .doesNotContain(broken.substring(40, 60));
  }

  private void assertFault(Path certificate, Path key, String... parts) {
    assertThatThrownBy(
            () -> KeyPair.read(new KeyPairFiles(certificate, key), "--cert-file", "--key-file"))
        .isInstanceOf(TlsFault.class)
        .message()
        .contains(parts)
        .doesNotContain("\n");
  }

  /** Whom it belongs to is public; what it is, is not. */
  @Test
  void a_key_shows_nothing_of_itself() {
    OpenSslCa.run(directory, "genrsa", "-out", "key.pem", "2048");
    PrivateKey key = PrivateKeys.read(directory.resolve("key.pem"), "--key-file");
    assertThat(key.toString()).hasSizeLessThan(200);
  }
}
