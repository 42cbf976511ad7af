package dev.keelson.scheduler.plugin;

/** An extension point that answers no verdict could not do its work. Message never null. */
public final class PluginFailure extends RuntimeException {
  public PluginFailure(String message) {
    super(message);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
