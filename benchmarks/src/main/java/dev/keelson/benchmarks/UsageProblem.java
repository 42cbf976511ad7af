package dev.keelson.benchmarks;

/**
 * The command line cannot be understood; the message says which part and what would be. Exit status
 * 2.
 */
final class UsageProblem extends Exception {
  UsageProblem(String message) {
    super(message);
  }
}
