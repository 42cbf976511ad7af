package dev.keelson.apiserver.server.auth.token;

/** A token that is signed well and is no good nevertheless; carries no stack. */
final class BadClaims extends Exception {
  private final String why;

  BadClaims(String why) {
    super(why, null, false, false);
    this.why = why;
  }

  String why() {
    return why;
  }
}
