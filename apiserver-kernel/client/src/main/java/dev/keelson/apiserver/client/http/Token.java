package dev.keelson.apiserver.client.http;

import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.client.time.Timing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The authorization header; from a file, not older than a minute. Thread-safe. */
final class Token {
  private static final long FRESH = Duration.ofMinutes(1).toNanos();

  private final Credentials credentials;
  private final Timing timing;
  private Optional<String> read = Optional.empty();
  private long readAt;

  Token(Credentials credentials, Timing timing) {
    this.credentials = credentials;
    this.timing = timing;
  }

  Optional<String> header() {
    return switch (credentials) {
      case Credentials.BearerToken(String token) -> Optional.of("Bearer " + token);
      case Credentials.TokenFile(Path file) -> Optional.of("Bearer " + fromFile(file));
      case Credentials.Anonymous _, Credentials.ClientCertificate _ -> Optional.empty();
    };
  }

  private synchronized String fromFile(Path file) {
    long now = timing.nanos();
    if (read.isEmpty() || now - readAt >= FRESH) {
      try {
        read = Optional.of(Files.readString(file).strip());
        readAt = now;
      } catch (IOException e) {
        throw TransportFailure.unsent("cannot read the token in " + file, e);
      }
    }
    return read.get();
  }
}
