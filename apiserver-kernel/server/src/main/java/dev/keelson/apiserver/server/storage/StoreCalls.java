package dev.keelson.apiserver.server.storage;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.Refusal;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Waits for the store, and says in an API server's words why it did not do it. Upstream hands the
 * store's own text on under 500, with no reason; what was not answered in time is 504.
 */
public final class StoreCalls {
  /** So often is a read tried that met a change of leaders. */
  private static final int READ_TRIES = 4;

  private static final Duration BETWEEN_TRIES = Duration.ofMillis(50);

  private StoreCalls() {}

  /**
   * @throws ApiFailure refused, or no answer within {@link RequestDeadline}; then it is not known
   *     whether it was done
   */
  public static <T> T await(CompletableFuture<Outcome<T>> answer) {
    return switch (outcome(answer)) {
      case Outcome.Ok<T>(T value) -> value;
      case Outcome.Refused<T>(Refusal why) -> throw new ApiFailure(status(why));
    };
  }

  /** As {@link #await}; a change of leaders in the meantime is not told. */
  public static <T> T awaitRead(Supplier<CompletableFuture<Outcome<T>>> read) {
    return switch (readOutcome(read)) {
      case Outcome.Ok<T>(T value) -> value;
      case Outcome.Refused<T>(Refusal why) -> throw new ApiFailure(status(why));
    };
  }

  /** As {@link #awaitRead}, for who knows what to do about a refusal. */
  public static <T> Outcome<T> readOutcome(Supplier<CompletableFuture<Outcome<T>>> read) {
    for (int tried = 1; ; tried++) {
      Outcome<T> outcome = outcome(read.get());
      boolean isPassing =
          outcome instanceof Outcome.Refused<T>(Refusal why)
              && (why == Refusal.Plain.LEADER_CHANGED || why == Refusal.Plain.NOT_LEADER);
      if (!isPassing || tried == READ_TRIES) {
        return outcome;
      }
      try {
        Thread.sleep(BETWEEN_TRIES);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return outcome;
      }
    }
  }

  private static <T> Outcome<T> outcome(CompletableFuture<Outcome<T>> answer) {
    try {
      return answer.get(RequestDeadline.left().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new ApiFailure(late());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiFailure(ApiStatus.unavailable("the server is shutting down"));
    } catch (ExecutionException e) {
      throw new ApiFailure(ApiStatus.internal("the store failed: " + e.getCause()));
    }
  }

  private static ApiStatus late() {
    return ApiStatus.timeout(
        "Timeout: request did not complete within requested timeout - context deadline exceeded",
        0);
  }

  /** The one table from refusals to statuses. */
  public static ApiStatus status(Refusal why) {
    return switch (why) {
      case Refusal.Compacted _ ->
          ApiStatus.expired("The resourceVersion for the provided list is too old.");
      case Refusal.FutureRevision _ -> failed("mvcc: required revision is a future revision");
      case Refusal.Plain plain -> status(plain);
    };
  }

  private static ApiStatus status(Refusal.Plain why) {
    return switch (why) {
      case KEY_NOT_FOUND -> failed("key not found");
      case LEASE_NOT_FOUND -> failed("requested lease not found");
      case LEASE_EXISTS -> failed("lease already exists");
      case NO_SPACE -> failed("mvcc: database space exceeded");
      case CORRUPT -> failed("corrupt cluster");
      case REQUEST_TOO_LARGE -> failed("request is too large");
      case ANSWER_TOO_LARGE, TOO_MANY_REQUESTS -> failed("too many requests");
      case NO_LEADER -> failed("no leader");
      case NOT_LEADER -> failed("not leader");
      case LEADER_CHANGED -> failed("leader changed");
      case TIMEOUT -> failed("request timed out");
      case TIMEOUT_LEADER_FAILED ->
          failed("request timed out, possibly due to previous leader failure");
      case STOPPED -> ApiStatus.unavailable("etcdserver: server stopped");
      case BAD_LEADER_TRANSFEREE,
          MEMBER_NOT_FOUND,
          MEMBER_EXISTS,
          PEER_URL_EXISTS,
          MEMBER_BAD_URLS,
          MEMBER_NOT_LEARNER,
          LEARNER_NOT_READY,
          TOO_MANY_LEARNERS,
          NOT_ENOUGH_STARTED,
          UNHEALTHY ->
          failed(why.name());
    };
  }

  private static ApiStatus failed(String text) {
    return ApiStatus.of(500, "", "etcdserver: " + text);
  }
}
