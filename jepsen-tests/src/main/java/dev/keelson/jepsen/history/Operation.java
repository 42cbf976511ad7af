package dev.keelson.jepsen.history;

/**
 * One call of one client.
 *
 * @param client who called; a client has at most one call under way, save those whose outcome is
 *     unknown
 * @param invoked nanoseconds when the request was sent, at the latest
 * @param completed nanoseconds when the client stopped waiting, at the earliest; {@link #NEVER} if
 *     it still waited at the end of the run
 */
public record Operation(
    int client, long invoked, long completed, Request request, Response response) {

  /** The time after all times. */
  public static final long NEVER = Long.MAX_VALUE;

  public Operation {
    if (completed < invoked) {
      throw new IllegalArgumentException("completed " + completed + " before invoked " + invoked);
    }
  }

  /** Until when it may take effect, in nanoseconds: {@link #NEVER} if the outcome is unknown. */
  public long deadline() {
    return response instanceof Response.Unknown ? NEVER : completed;
  }

  /** The header's revision, or {@link KeyValue#NOT_TOLD}. */
  public long revision() {
    return response instanceof Response.Ok ok ? ok.revision() : KeyValue.NOT_TOLD;
  }

  @Override
  public String toString() {
    return "client " + client + ": " + request + " → " + response;
  }
}
