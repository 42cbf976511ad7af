package dev.keelson.raftstore.archive;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-256-GCM over the frames of one object. The nonce is the frame's number and whether it is the
 * last, so none can be moved, left out or cut off; the header is authenticated with each.
 */
final class Frames {
  static final int TAG = 16;

  private static final int NONCE = 12;

  private final SecretKey key;
  private final byte[] header;
  private final Cipher cipher;

  /** {@code key} is of this object alone. */
  Frames(SecretKey key, byte[] header) {
    this.key = key;
    this.header = header;
    try {
      this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
  }

  byte[] seal(long number, boolean last, byte[] plain, int length) {
    try {
      init(Cipher.ENCRYPT_MODE, number, last);
      return cipher.doFinal(plain, 0, length);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot encrypt frame " + number, e);
    }
  }

  /** Throws where it is not what was sealed. */
  byte[] open(long number, boolean last, byte[] sealed) throws GeneralSecurityException {
    init(Cipher.DECRYPT_MODE, number, last);
    return cipher.doFinal(sealed);
  }

  private void init(int mode, long number, boolean last) throws GeneralSecurityException {
    byte[] nonce = ByteBuffer.allocate(NONCE).putInt(last ? 1 : 0).putLong(number).array();
    cipher.init(mode, key, new GCMParameterSpec(TAG * Byte.SIZE, nonce));
    cipher.updateAAD(header);
  }
}
