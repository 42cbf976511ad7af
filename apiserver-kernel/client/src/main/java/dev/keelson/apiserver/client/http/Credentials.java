package dev.keelson.apiserver.client.http;

import java.nio.file.Path;

/** Who we are to the server. */
public sealed interface Credentials {
  record Anonymous() implements Credentials {}

  /** PEM both, the client's own certificate first. */
  record ClientCertificate(byte[] certificates, byte[] key) implements Credentials {}

  record BearerToken(String token) implements Credentials {}

  /** Read anew once a minute, since such tokens are renewed in place. */
  record TokenFile(Path file) implements Credentials {}
}
