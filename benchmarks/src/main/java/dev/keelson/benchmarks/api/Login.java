package dev.keelson.benchmarks.api;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which server, and as whom.
 *
 * @param token a bearer token
 * @param certificate a client certificate in PEM, with {@code key}
 */
record Login(
    String host, int port, Optional<String> token, Optional<byte[]> certificate, byte[] key) {
  private static final int HTTPS = 443;

  /** {@code https://host:port}; anything else is an IllegalArgumentException. */
  static Login byToken(String url, Optional<String> token) {
    URI uri = URI.create(url);
    if (!"https".equals(uri.getScheme()) || uri.getHost() == null) {
      throw new IllegalArgumentException("'" + url + "' is not https://host:port");
    }
    return new Login(
        uri.getHost(), uri.getPort() < 0 ? HTTPS : uri.getPort(), token, Optional.empty(), none());
  }

  /** The first user of a kubeconfig whose certificate, key or token are in the file itself. */
  static Login byKubeconfig(Path file, Optional<String> url) throws IOException {
    String text = Files.readString(file);
    Login login =
        byToken(
            url.or(() -> field(text, "server")).orElse("no server in " + file),
            field(text, "token"));
    Optional<byte[]> certificate = field(text, "client-certificate-data").map(Login::decoded);
    Optional<byte[]> key = field(text, "client-key-data").map(Login::decoded);
    return new Login(login.host(), login.port(), login.token(), certificate, key.orElse(none()));
  }

  private static byte[] none() {
    return new byte[0];
  }

  private static byte[] decoded(String base64) {
    return Base64.getDecoder().decode(base64);
  }

  private static Optional<String> field(String text, String name) {
    Matcher found = Pattern.compile("[\\s\"{]" + name + "\"?:\\s*\"?([^\\s\",}]+)").matcher(text);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }

  String authority() {
    return host + ":" + port;
  }
}
