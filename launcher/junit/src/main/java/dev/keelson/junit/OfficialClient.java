package dev.keelson.junit;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Apart, so that it is loaded only where the official client is on the class path. */
final class OfficialClient {
  private OfficialClient() {}

  static Object open(Path kubeconfig) {
    try {
      ApiClient client = Config.fromConfig(kubeconfig.toString());
      // Watches wait longer than a client's usual read timeout.
      client.setReadTimeout(0);
      return client;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
