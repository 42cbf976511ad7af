package dev.keelson.nodeagent.stream;

/** A request ends here with this answer. Carries no stack: it is an answer, and no fault. */
final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String text;

  Refused(int status, String text) {
    super(text, null, false, false);
    this.status = status;
    this.text = text;
  }

  int status() {
    return status;
  }

  String text() {
    return text;
  }
}
