package dev.keelson.nodeagent.pod;

/** Something that a pod names is not there. Carries no stack: it is a state, and no fault. */
public final class ConfigMissing extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String text;

  public ConfigMissing(String text) {
    super(text, null, false, false);
    this.text = text;
  }

  String text() {
    return text;
  }
}
