package dev.keelson.apiserver.server.auth.token;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;

/** Keys made once for all tests; that of RSA is short, for long ones take seconds to make. */
final class TestKeys {
  static final KeyPair RSA = make("RSA", 1024);
  static final KeyPair P256 = make("EC", 256);
  static final KeyPair P384 = make("EC", 384);
  static final KeyPair P521 = make("EC", 521);
  static final KeyPair OTHER = make("EC", 256);

  private TestKeys() {}

  private static KeyPair make(String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static SigningKey signing(KeyPair pair) {
    try {
      return SigningKey.of(pair);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
