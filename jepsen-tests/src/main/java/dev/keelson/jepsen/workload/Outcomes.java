package dev.keelson.jepsen.workload;

import dev.keelson.jepsen.history.Request;
import dev.keelson.jepsen.history.Response;
import io.grpc.Status;
import java.net.ConnectException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a failed call means for the history. In doubt it is unknown. */
final class Outcomes {
  // The server gives these before the request is handed to the log.
  private static final List<String> NEVER_PROPOSED =
      List.of("etcdserver: no leader", "etcdserver: too many requests", "etcdserver: not leader");

  private Outcomes() {}

  static Response of(Request request, Throwable failure) {
    Status status = Status.fromThrowable(failure);
    String reason = reason(status);
    return onlyReads(request) || certainlyNot(status)
        ? new Response.Failed(reason)
        : new Response.Unknown(reason);
  }

  private static String reason(Status status) {
    String told = status.getDescription();
    String text = status.getCode() + (told == null ? "" : " " + told);
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }

  static boolean onlyReads(Request request) {
    return switch (request) {
      case Request.Range _ -> true;
      case Request.Txn txn ->
          txn.then().stream().allMatch(Outcomes::onlyReads)
              && txn.otherwise().stream().allMatch(Outcomes::onlyReads);
      default -> false;
    };
  }

  private static boolean certainlyNot(Status status) {
    return switch (status.getCode()) {
      // refusals: the server looked at the request and said no
      case INVALID_ARGUMENT,
          NOT_FOUND,
          ALREADY_EXISTS,
          FAILED_PRECONDITION,
          OUT_OF_RANGE,
          RESOURCE_EXHAUSTED,
          PERMISSION_DENIED,
          UNAUTHENTICATED,
          UNIMPLEMENTED ->
          true;
      case UNAVAILABLE ->
          neverConnected(status.getCause())
              || NEVER_PROPOSED.stream().anyMatch(("" + status.getDescription())::startsWith);
      default -> false;
    };
  }

  private static boolean neverConnected(@Nullable Throwable cause) {
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof ConnectException) {
        return true;
      }
    }
    return false;
  }
}
