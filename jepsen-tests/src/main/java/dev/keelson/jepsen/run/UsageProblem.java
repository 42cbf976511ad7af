package dev.keelson.jepsen.run;

/** The command line cannot be understood; the message says which word, and what is possible. */
final class UsageProblem extends RuntimeException {
  UsageProblem(String message) {
    super(message);
  }
}
