package dev.keelson.apiserver.server.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemTest {
  @TempDir Path directory;

  private Path file(String text) throws Exception {
    return Files.writeString(directory.resolve("x.pem"), text);
  }

  /** As OpenSSL wrote it. */
  private static String traditional(Object key) throws Exception {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(key);
    }
    return text.toString();
  }

  @Test
  void readsKeysInAllTheirForms() throws Exception {
    for (KeyPair pair :
        List.of(Keys.ec(), Keys.rsa(), KeyPairGenerator.getInstance("Ed25519").generateKeyPair())) {
      assertThat(Pem.privateKey(file(Pem.write(pair.getPrivate())))).isEqualTo(pair.getPrivate());
      assertThat(Pem.publicKeys(file(Pem.write(pair.getPublic()))))
          .containsExactly(pair.getPublic());
    }
    KeyPair ec = Keys.ec();
    String sec1 =
        "-----BEGIN EC PRIVATE KEY-----\n"
            + Base64.getMimeEncoder()
                .encodeToString(
                    new ECPrivateKey(
                            256,
                            ((java.security.interfaces.ECPrivateKey) ec.getPrivate()).getS(),
                            SECObjectIdentifiers.secp256r1)
                        .getEncoded())
            + "\n-----END EC PRIVATE KEY-----\n";
    assertThat(
            Keys.belongTogether(
                ec.getPublic(),
                Pem.privateKey(
                    file(
                        "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n"
                            + "-----END EC PARAMETERS-----\n"
                            + sec1))))
        .isTrue();
    KeyPair rsa = Keys.rsa();
    String pkcs1 = traditional(rsa.getPrivate());
    assertThat(pkcs1).contains("BEGIN RSA PRIVATE KEY");
    assertThat(Pem.privateKey(file(pkcs1))).isEqualTo(rsa.getPrivate());
    assertThat(Pem.publicKeys(file(pkcs1))).containsExactly(rsa.getPublic());
  }

  @Test
  void refusesEncryptedKeysClearly() throws Exception {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(
          new JcaMiscPEMGenerator(
              Keys.rsa().getPrivate(),
              new JcePEMEncryptorBuilder("AES-128-CBC")
                  .setProvider(new BouncyCastleProvider())
                  .build("secret".toCharArray())));
    }
    Path old = file(text.toString());
    assertThatThrownBy(() -> Pem.privateKey(old))
        .isInstanceOf(PkiFault.class)
        .hasMessageContaining("is encrypted: give the key without passphrase");
  }

  @Test
  void saysWhatIsWrongWithAFile() throws Exception {
    assertThatThrownBy(() -> Pem.privateKey(directory.resolve("none")))
        .hasMessageContaining("no such file");
    Path empty = file("nothing here\n");
    assertThatThrownBy(() -> Pem.privateKey(empty)).hasMessageContaining("holds no private key");
    assertThatThrownBy(() -> Pem.certificates(empty)).hasMessageContaining("holds no certificate");
    assertThatThrownBy(() -> Pem.publicKeys(empty)).hasMessageContaining("holds no public key");
    Path damaged =
        Files.writeString(
            directory.resolve("d.pem"),
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    assertThatThrownBy(() -> Pem.privateKey(damaged)).hasMessageContaining("is damaged");
  }

  @Test
  void refusesAKeyOfAnotherCertificate() throws Exception {
    CertificateAuthority ca = CertificateAuthority.create("a", InstantSource.system());
    Path certificate =
        Files.writeString(directory.resolve("c.pem"), Pem.write(ca.identity().chain()));
    Path key = file(Pem.write(Keys.ec().getPrivate()));
    assertThatThrownBy(() -> TlsIdentity.load(certificate, key))
        .isInstanceOf(PkiFault.class)
        .hasMessageContaining("is not that of the first certificate");
    Path own = file(Pem.write(ca.identity().key()));
    assertThat(TlsIdentity.load(certificate, own)).isEqualTo(ca.identity());
  }
}
