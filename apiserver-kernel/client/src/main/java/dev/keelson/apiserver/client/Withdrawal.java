package dev.keelson.apiserver.client;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiStatus;

/**
 * The answer to those whose client has been taken away from them: they are about to be closed, or
 * have lost the lead. It is a refusal as others are, so whoever handles those handles it; but it is
 * nothing to complain of, and nothing to try again.
 */
public final class Withdrawal {
  private static final String REASON = "ClientWithdrawn";

  private Withdrawal() {}

  public static ApiFailure because(String why) {
    return new ApiFailure(ApiStatus.of(503, REASON, why));
  }

  public static boolean is(RuntimeException e) {
    return e instanceof ApiFailure failure && failure.status().reason().equals(REASON);
  }

  /**
   * Before a failure is complained of, and lived with: this one ends what is under way.
   *
   * @throws ApiFailure it is one
   */
  public static void passOn(RuntimeException e) {
    if (is(e)) {
      throw e;
    }
  }
}
