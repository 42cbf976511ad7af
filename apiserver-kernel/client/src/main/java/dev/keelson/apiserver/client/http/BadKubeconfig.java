package dev.keelson.apiserver.client.http;

import org.jspecify.annotations.Nullable;

/** A kubeconfig, key or certificate that cannot be used; the message says which and why. */
public final class BadKubeconfig extends RuntimeException {
  BadKubeconfig(String message) {
    this(message, null);
  }

  BadKubeconfig(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
