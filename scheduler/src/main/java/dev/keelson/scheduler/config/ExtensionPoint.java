package dev.keelson.scheduler.config;

/** The points at which plugins work, in order. */
public enum ExtensionPoint {
  PRE_ENQUEUE("preEnqueue", "PreEnqueue"),
  QUEUE_SORT("queueSort", "QueueSort"),
  PRE_FILTER("preFilter", "PreFilter"),
  FILTER("filter", "Filter"),
  POST_FILTER("postFilter", "PostFilter"),
  PRE_SCORE("preScore", "PreScore"),
  SCORE("score", "Score"),
  RESERVE("reserve", "Reserve"),
  PERMIT("permit", "Permit"),
  PRE_BIND("preBind", "PreBind"),
  BIND("bind", "Bind"),
  POST_BIND("postBind", "PostBind");

  private final String field;
  private final String label;

  ExtensionPoint(String field, String label) {
    this.field = field;
    this.label = label;
  }

  /** In the configuration. */
  public String field() {
    return field;
  }

  /** In metrics. */
  public String label() {
    return label;
  }
}
