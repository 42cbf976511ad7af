package dev.keelson.apiserver.server.storage.cache;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import java.util.List;

/**
 * A list, with the options as they were sent.
 *
 * @param resourceVersion "" if none was sent
 * @param resourceVersionMatch "" if none was sent
 * @param limit 0: none
 * @param continueToken "" if none was sent
 */
public record ListQuery(
    Selection selection,
    String resourceVersion,
    String resourceVersionMatch,
    long limit,
    String continueToken) {
  static final String EXACT = "Exact";
  static final String NOT_OLDER_THAN = "NotOlderThan";

  /** All that is there now. */
  public static ListQuery of(Selection selection) {
    return new ListQuery(selection, "", "", 0, "");
  }

  public ListQuery at(String version, String match) {
    return new ListQuery(selection, version, match, limit, continueToken);
  }

  public ListQuery withLimit(long most) {
    return new ListQuery(selection, resourceVersion, resourceVersionMatch, most, continueToken);
  }

  public ListQuery continued(String token) {
    return new ListQuery(selection, resourceVersion, resourceVersionMatch, limit, token);
  }

  /** At which revision to read, from which key on. */
  sealed interface Plan {
    /** The newest there is, as of the moment it was asked for; {@code start} "" is the first. */
    record Consistent(String start) implements Plan {}

    /** 0: whatever there is. */
    record NotOlderThan(long revision) implements Plan {}

    record Exact(long revision, String start) implements Plan {}
  }

  /**
   * @param prefix the keys that are listed begin with it
   * @throws ApiFailure options that do not go together, as upstream's {@code
   *     apis/meta/internalversion/validation} and {@code storage.ValidateListOptions} see it
   */
  Plan plan(String prefix) {
    checkTogether();
    if (!continueToken.isEmpty()) {
      ContinueToken token = ContinueToken.parse(continueToken, prefix);
      if (!resourceVersion.isEmpty() && !resourceVersion.equals("0")) {
        throw new ApiFailure(
            ApiStatus.badRequest("specifying resource version is not allowed when using continue"));
      }
      return token.revision() > 0
          ? new Plan.Exact(token.revision(), token.start())
          : new Plan.Consistent(token.start());
    }
    long revision =
        ResourceVersions.parse(resourceVersion)
            .orElseThrow(() -> new ApiFailure(ResourceVersions.badInList(resourceVersion)));
    if (resourceVersion.isEmpty()) {
      return new Plan.Consistent("");
    }
    boolean isExact =
        resourceVersionMatch.isEmpty() ? limit > 0 : resourceVersionMatch.equals(EXACT);
    return isExact && revision > 0 ? new Plan.Exact(revision, "") : new Plan.NotOlderThan(revision);
  }

  /** Of what is not meant to be exact, upstream cuts nothing off. */
  long limitInUse() {
    return resourceVersion.equals("0") ? 0 : limit;
  }

  private void checkTogether() {
    if (resourceVersionMatch.isEmpty()) {
      return;
    }
    FieldErrors errors = new FieldErrors();
    FieldPath path = FieldPath.of("resourceVersionMatch");
    if (resourceVersion.isEmpty()) {
      errors.forbidden(
          path, "resourceVersionMatch is forbidden unless resourceVersion is provided");
    }
    if (!continueToken.isEmpty()) {
      errors.forbidden(path, "resourceVersionMatch is forbidden when continue is provided");
    }
    boolean isExact = resourceVersionMatch.equals(EXACT);
    if (!isExact && !resourceVersionMatch.equals(NOT_OLDER_THAN)) {
      errors.notSupported(path, resourceVersionMatch, List.of(EXACT, NOT_OLDER_THAN, ""));
    }
    if (isExact && resourceVersion.equals("0")) {
      errors.forbidden(
          path, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
    }
    if (!errors.isEmpty()) {
      throw ResourceVersions.invalidOptions(errors);
    }
  }
}
