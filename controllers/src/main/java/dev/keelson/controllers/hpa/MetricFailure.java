package dev.keelson.controllers.hpa;

/** A metric that gives no number now. */
final class MetricFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final String text;

  MetricFailure(String text) {
    super(text, null, false, false);
    this.text = text;
  }

  String text() {
    return text;
  }

  MetricFailure in(String where) {
    return new MetricFailure(where + ": " + text);
  }
}
