package dev.keelson.apiserver.server.allocate;

/** Carries an outcome out of the middle of a decision; never leaves this package. */
final class Refused extends RuntimeException {
  private final transient Outcome outcome;

  Refused(Outcome outcome) {
    super("refused", null, false, false);
    this.outcome = outcome;
  }

  Outcome outcome() {
    return outcome;
  }
}
