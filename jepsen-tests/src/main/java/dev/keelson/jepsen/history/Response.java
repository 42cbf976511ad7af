package dev.keelson.jepsen.history;

/** How a call ended. */
public sealed interface Response {

  /**
   * The server answered.
   *
   * @param revision the header's revision; {@link KeyValue#NOT_TOLD} where the endpoint has none
   */
  record Ok(long revision, Result result) implements Response {
    @Override
    public String toString() {
      return result + (revision == KeyValue.NOT_TOLD ? "" : " (revision " + revision + ")");
    }
  }

  /** It certainly had no effect and will have none: a refusal, or a connection never made. */
  record Failed(String reason) implements Response {
    @Override
    public String toString() {
      return "failed: " + reason;
    }
  }

  /** A time-out, a lost connection: it may take effect at any time after it was sent, or never. */
  record Unknown(String reason) implements Response {
    @Override
    public String toString() {
      return "unknown: " + reason;
    }
  }
}
