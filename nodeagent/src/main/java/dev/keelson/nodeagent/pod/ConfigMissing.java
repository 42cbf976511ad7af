package dev.keelson.nodeagent.pod;

/** Something that a pod names is not there. Carries no stack: it is a state, and no fault. */
final class ConfigMissing extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String text;

  ConfigMissing(String text) {
    super(text, null, false, false);
    this.text = text;
  }

  String text() {
    return text;
  }
}
