package dev.keelson.apiserver.model.yaml;

/** The text is no YAML that JSON could say. The message is upstream's, with its beginning. */
public final class BadYaml extends RuntimeException {
  private static final String PREFIX = "error converting YAML to JSON: ";

  BadYaml(String message) {
    super(PREFIX + message, null, false, false);
  }

  /** Without "error converting YAML to JSON", as the decoder of objects says it. */
  public String detail() {
    return getMessage().substring(PREFIX.length());
  }

  /** Never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
