package dev.keelson.raftstore.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PEM (RFC 7468) as tools write it: blocks, with whatever text stands between them. */
final class Pem {
  /** Of one file; a bundle of all public CAs has a fifth of that. Unit: bytes. */
  static final long MOST_BYTES = 1 << 20;

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s*?\\n(.*?)-----END \\1-----", Pattern.DOTALL);
  private static final Pattern HEADER = Pattern.compile("(?m)^[A-Za-z-]+:.*$");

  /**
   * @param encrypted by a header, as old OpenSSL did
   */
  record Block(String label, byte[] der, boolean encrypted) {}

  private Pem() {}

  static byte[] bytes(Path file, String flag) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new TlsFault(flag + " " + file + " is larger than 1 MiB: not a PEM file of ours");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException _) {
      throw new TlsFault("open " + file + ": no such file or directory; " + flag + " names it");
    } catch (AccessDeniedException _) {
      throw new TlsFault(
          "open " + file + ": permission denied; make it readable for this user (" + flag + ")");
    } catch (IOException e) {
      throw new TlsFault("read " + file + " (" + flag + "): " + e.getMessage(), e);
    }
  }

  static List<Block> blocks(Path file, String flag) {
    String text = new String(bytes(file, flag), StandardCharsets.ISO_8859_1);
    List<Block> blocks = new ArrayList<>();
    Matcher found = BLOCK.matcher(text);
    while (found.find()) {
      String body = found.group(2);
      boolean encrypted = body.contains("Proc-Type: 4,ENCRYPTED");
      String base64 = HEADER.matcher(body).replaceAll("").replaceAll("\\s", "");
      try {
        blocks.add(new Block(found.group(1), Base64.getDecoder().decode(base64), encrypted));
      } catch (IllegalArgumentException _) {
        throw new TlsFault(
            flag + " " + file + ": the block \"" + found.group(1) + "\" is damaged (not base64)");
      }
    }
    return blocks;
  }

  static String text(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }
}
