package dev.keelson.apiserver.server.auth.token;

/** A token that is signed well and is no good nevertheless; carries no stack. */
final class BadClaims extends Exception {
  BadClaims(String message) {
    super(message, null, false, false);
  }
}
