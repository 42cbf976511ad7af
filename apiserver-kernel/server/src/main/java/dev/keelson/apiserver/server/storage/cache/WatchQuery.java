package dev.keelson.apiserver.server.storage.cache;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import java.util.List;
import java.util.Optional;

/**
 * A watch, with the options as they were sent.
 *
 * @param resourceVersion "" if none was sent
 * @param resourceVersionMatch "" if none was sent
 * @param sendInitialEvents empty if it was not sent
 * @param timeoutSeconds 0: a while of the server's choice
 */
public record WatchQuery(
    Selection selection,
    String resourceVersion,
    String resourceVersionMatch,
    Optional<Boolean> sendInitialEvents,
    boolean allowBookmarks,
    long timeoutSeconds,
    String continueToken) {
  public static WatchQuery of(Selection selection, String resourceVersion) {
    return new WatchQuery(selection, resourceVersion, "", Optional.empty(), false, 0, "");
  }

  public WatchQuery withBookmarks() {
    return new WatchQuery(
        selection,
        resourceVersion,
        resourceVersionMatch,
        sendInitialEvents,
        true,
        timeoutSeconds,
        continueToken);
  }

  public WatchQuery timingOut(long seconds) {
    return new WatchQuery(
        selection,
        resourceVersion,
        resourceVersionMatch,
        sendInitialEvents,
        allowBookmarks,
        seconds,
        continueToken);
  }

  /** With the match that this needs. */
  public WatchQuery sendingInitialEvents(boolean send) {
    return new WatchQuery(
        selection,
        resourceVersion,
        ListQuery.NOT_OLDER_THAN,
        Optional.of(send),
        allowBookmarks,
        timeoutSeconds,
        continueToken);
  }

  /** Whether what is there is told first. */
  boolean wantsState() {
    return sendInitialEvents.orElseGet(
        () -> resourceVersion.isEmpty() || resourceVersion.equals("0"));
  }

  /** Whether the end of what was there is marked. */
  boolean wantsStateMarked() {
    return sendInitialEvents.orElse(false) && allowBookmarks;
  }

  /**
   * @throws ApiFailure 422: options that do not go together, as upstream's {@code
   *     apis/meta/internalversion/validation} sees it
   */
  void checkTogether() {
    FieldErrors errors = new FieldErrors();
    FieldPath path = FieldPath.of("resourceVersionMatch");
    boolean isNotOlder = resourceVersionMatch.equals(ListQuery.NOT_OLDER_THAN);
    if (sendInitialEvents.isPresent() && !isNotOlder) {
      errors.forbidden(
          path, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
    }
    if (!resourceVersionMatch.isEmpty()) {
      if (sendInitialEvents.isEmpty()) {
        errors.forbidden(
            path,
            "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
      }
      if (!isNotOlder) {
        errors.notSupported(path, resourceVersionMatch, List.of(ListQuery.NOT_OLDER_THAN));
      }
      if (!continueToken.isEmpty()) {
        errors.forbidden(path, "resourceVersionMatch is forbidden when continue is provided");
      }
    }
    if (!errors.isEmpty()) {
      throw ResourceVersions.invalidOptions(errors);
    }
  }
}
