package dev.keelson.apiserver.client;

/**
 * @param fieldManager "": what the server makes of the user agent
 * @param isDryRun everything but the write
 * @param isForced of an apply: fields of others are taken over
 */
public record WriteOptions(String fieldManager, boolean isDryRun, boolean isForced) {
  public static final WriteOptions USUAL = new WriteOptions("", false, false);

  public static WriteOptions by(String fieldManager) {
    return new WriteOptions(fieldManager, false, false);
  }

  public WriteOptions forced() {
    return new WriteOptions(fieldManager, isDryRun, true);
  }

  public WriteOptions dryRun() {
    return new WriteOptions(fieldManager, true, isForced);
  }

  UrlPath addTo(UrlPath path) {
    return path.query("fieldManager", fieldManager)
        .query("dryRun", isDryRun ? "All" : "")
        .query("force", isForced ? "true" : "");
  }
}
