package dev.keelson.controllers.token;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Signs with an RSA key (RS256), as {@code --service-account-private-key-file} usually has it:
 * PKCS#1 or PKCS#8. The key's id is a digest of its public half, by which API servers find it.
 */
public final class PemSigner implements TokenSigner {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ((?:RSA )?PRIVATE KEY)-----([^-]*)-----END");

  /** AlgorithmIdentifier rsaEncryption with NULL parameters, after version 0. */
  private static final byte[] RSA_PREFIX =
      new BigInteger("020100300d06092a864886f70d0101010500", 16).toByteArray();

  private final PrivateKey key;
  private final String header;

  private PemSigner(RSAPrivateCrtKey key) throws GeneralSecurityException {
    this.key = key;
    PublicKey open =
        KeyFactory.getInstance("RSA")
            .generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(open.getEncoded());
    this.header =
        text(
            JsonWriter.bytes(
                JsonObject.builder().put("alg", "RS256").put("kid", text(digest)).build()));
  }

  /**
   * @throws IllegalArgumentException no RSA key
   */
  public static PemSigner of(String pem) {
    Matcher block = BLOCK.matcher(pem);
    if (!block.find()) {
      throw new IllegalArgumentException("no RSA private key in PKCS#1 or PKCS#8");
    }
    byte[] content = Base64.getMimeDecoder().decode(block.group(2));
    byte[] pkcs8 = block.group(1).startsWith("RSA") ? wrapped(content) : content;
    try {
      PrivateKey key =
          KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      if (key instanceof RSAPrivateCrtKey whole) {
        return new PemSigner(whole);
      }
      throw new IllegalArgumentException("an RSA private key without its public half");
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("no RSA private key", e);
    }
  }

  /** PKCS#1 within PKCS#8. */
  private static byte[] wrapped(byte[] pkcs1) {
    return element(0x30, joined(RSA_PREFIX, element(0x04, pkcs1)));
  }

  private static byte[] element(int tag, byte[] content) {
    int length = content.length;
    byte[] head =
        length < 0x80
            ? new byte[] {(byte) tag, (byte) length}
            : length < 0x100
                ? new byte[] {(byte) tag, (byte) 0x81, (byte) length}
                : new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
    return joined(head, content);
  }

  private static byte[] joined(byte[] one, byte[] other) {
    byte[] all = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, all, one.length, other.length);
    return all;
  }

  @Override
  public String sign(JsonObject claims) {
    String signed = header + "." + text(JsonWriter.bytes(claims));
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + text(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot sign a token", e);
    }
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
