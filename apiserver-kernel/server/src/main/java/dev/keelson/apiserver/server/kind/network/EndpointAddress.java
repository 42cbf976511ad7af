package dev.keelson.apiserver.server.kind.network;

import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import dev.keelson.apiserver.server.kind.meta.Ip;
import java.util.Optional;

/** Which addresses traffic may be sent to: upstream's {@code ValidateEndpointIP}. */
final class EndpointAddress {
  private EndpointAddress() {}

  static void check(String text, FieldPath path, FieldErrors errors) {
    Optional<Ip> parsed = Ip.parse(text);
    if (parsed.isEmpty()) {
      errors.invalid(path, text, "must be a valid IP address");
      return;
    }
    Ip ip = parsed.get();
    if (ip.isUnspecified()) {
      errors.invalid(path, text, "may not be unspecified (" + text + ")");
    }
    if (ip.isLoopback()) {
      errors.invalid(path, text, "may not be in the loopback range (127.0.0.0/8, ::1/128)");
    }
    if (ip.isLinkLocal()) {
      errors.invalid(path, text, "may not be in the link-local range (169.254.0.0/16, fe80::/10)");
    }
    if (ip.isLinkLocalMulticast()) {
      errors.invalid(
          path, text, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
    }
  }
}
