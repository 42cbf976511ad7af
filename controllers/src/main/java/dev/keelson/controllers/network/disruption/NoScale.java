package dev.keelson.controllers.network.disruption;

/** Nobody says how many pods there should be. */
final class NoScale extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String why;

  NoScale(String why) {
    super(why, null, false, false);
    this.why = why;
  }

  String why() {
    return why;
  }
}
