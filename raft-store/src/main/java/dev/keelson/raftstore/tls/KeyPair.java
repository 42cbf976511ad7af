package dev.keelson.raftstore.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** What a member shows: its certificate, those above it, and the key that proves it. */
record KeyPair(List<X509Certificate> chain, PrivateKey key) {
  private static final byte[] PROBE =
      "is this the key?".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  /** Throws {@link TlsFault} where the files cannot be read or do not belong together. */
  static KeyPair read(TlsConfig.KeyPairFiles files, String certFlag, String keyFlag) {
    KeyPair pair =
        new KeyPair(
            Certificates.read(files.certificate(), certFlag),
            PrivateKeys.read(files.key(), keyFlag));
    if (!pair.belongsTogether()) {
      throw new TlsFault(
          keyFlag
              + " "
              + files.key()
              + " is not the key of the first certificate in "
              + certFlag
              + " "
              + files.certificate()
              + ": give the pair that was made together, the server's own certificate first");
    }
    return pair;
  }

  X509Certificate certificate() {
    return chain.getFirst();
  }

  boolean isExpired(Instant now) {
    return now.isAfter(certificate().getNotAfter().toInstant());
  }

  private boolean belongsTogether() {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    if (algorithm.equals("RSASSA-PSS")) {
      return true; // its parameters are the key's own; the first handshake will tell
    }
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(certificate().getPublicKey());
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException _) {
      return false;
    }
  }
}
