package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.server.admission.AdmissionRequest;
import dev.keelson.apiserver.server.admission.AdmissionRequest.Operation;
import dev.keelson.apiserver.server.storage.Stored;
import dev.keelson.apiserver.server.storage.Written;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Removal: at once where nothing holds the object back, else it is marked and goes later. Follows
 * upstream's registry.Store.Delete.
 */
public final class Deletion {
  private static final int TRIES = 20;

  /** {@code isGone} false: it is marked, and {@code object} shows how. */
  record Result(ApiObject object, boolean isGone) {}

  private final Serving serving;

  Deletion(Serving serving) {
    this.serving = serving;
  }

  Result delete(WriteCall call, DeleteOptions options) {
    for (int i = 0; i < TRIES; i++) {
      Stored stored =
          serving
              .store()
              .read(call.resource(), call.name())
              .orElseThrow(
                  () ->
                      new ApiFailure(
                          ApiStatus.notFound(call.resource().name(), call.name().name())));
      Optional<Result> done = tryDelete(call, options, stored);
      if (done.isPresent()) {
        return done.get();
      }
    }
    throw new ApiFailure(
        ApiStatus.conflict(
            call.resource().name(),
            call.name().name(),
            "the object has been modified; please apply your changes to the latest version and try"
                + " again"));
  }

  private static final Set<String> SYSTEM_CLASSES =
      Set.of("system-node-critical", "system-cluster-critical");

  private Optional<Result> tryDelete(WriteCall call, DeleteOptions options, Stored stored) {
    ApiObject live = stored.object();
    if (call.resource().kind().kind().equals("PriorityClass")
        && SYSTEM_CLASSES.contains(call.name().name())) {
      throw new ApiFailure(
          ApiStatus.forbidden(
              call.resource().name(),
              call.name().name(),
              "this is a system priority class and cannot be deleted"));
    }
    requirePreconditions(call, options, stored);
    serving
        .admission()
        .validate(
            new AdmissionRequest(
                Operation.DELETE,
                call.resource(),
                "",
                call.name(),
                Optional.empty(),
                Optional.of(live),
                call.caller(),
                call.isDryRun()));
    ApiObject marked = marked(live, options);
    boolean isGone =
        Finalizing.isFree(marked) && marked.metadata().number("deletionGracePeriodSeconds", 0) == 0;
    if (isGone) {
      return remove(call, marked, stored);
    }
    if (marked.equals(live) || call.isDryRun()) {
      return Optional.of(new Result(marked, false));
    }
    return switch (serving.store().update(call.resource(), marked, stored.revision())) {
      case Written.Done(Stored done) -> Optional.of(new Result(done.object(), false));
      case Written.Conflict _ -> Optional.empty();
      case Written.Missing _, Written.Exists _ -> Optional.empty();
    };
  }

  private Optional<Result> remove(WriteCall call, ApiObject last, Stored stored) {
    if (call.isDryRun()) {
      return Optional.of(new Result(last, true));
    }
    return switch (serving.store().delete(call.resource(), call.name(), stored.revision())) {
      case Written.Done(Stored gone) -> {
        serving.claims().deleted(call.resource(), last);
        yield Optional.of(new Result(gone.object(), true));
      }
      case Written.Conflict _, Written.Missing _, Written.Exists _ -> Optional.empty();
    };
  }

  /**
   * @throws ApiFailure 409: it is another, or has changed
   */
  static void requirePreconditions(WriteCall call, DeleteOptions options, Stored stored) {
    String why = "";
    if (!options.uid().isEmpty() && !options.uid().equals(stored.uid())) {
      why =
          "Precondition failed: UID in precondition: %s, UID in object meta: %s"
              .formatted(options.uid(), stored.uid());
    } else if (!options.resourceVersion().isEmpty()
        && !options.resourceVersion().equals(Long.toString(stored.revision()))) {
      why =
          "Precondition failed: ResourceVersion in precondition: %s, ResourceVersion in object"
                  .formatted(options.resourceVersion())
              + " meta: "
              + stored.revision();
    }
    if (!why.isEmpty()) {
      throw new ApiFailure(ApiStatus.conflict(call.resource().name(), call.name().name(), why));
    }
  }

  /** The object as it waits for its end; itself where it waits already. */
  private ApiObject marked(ApiObject live, DeleteOptions options) {
    List<String> finalizers = Finalizing.finalizers(live, options);
    ApiObject object =
        finalizers == live.finalizers() || finalizers.equals(live.finalizers())
            ? live
            : live.withFinalizers(finalizers);
    long grace = Grace.of(live, options);
    if (live.isBeingDeleted()) {
      long given = live.metadata().number("deletionGracePeriodSeconds", 0);
      boolean isShorter =
          given > 0 && (options.gracePeriodSeconds().isPresent() && grace < given || grace == 0);
      return isShorter ? end(object, begun(live, given), grace) : object;
    }
    ApiObject ending = end(object, serving.clock().instant(), grace);
    if (ending.generation() > 0) {
      ending = ending.withGeneration(ending.generation() + 1);
    }
    return ending.tree().text("kind").equals("Namespace")
        ? ending.withStatus(status -> status.with("phase", "Terminating"))
        : ending;
  }

  private static Instant begun(ApiObject live, long given) {
    return Instant.parse(live.metadata().text("deletionTimestamp")).minusSeconds(given);
  }

  private static ApiObject end(ApiObject object, Instant from, long grace) {
    return object.withMetadata(
        metadata -> {
          JsonObject timed =
              metadata.with(
                  "deletionTimestamp", JsonString.of(Timestamp.of(from.plusSeconds(grace))));
          return timed.with("deletionGracePeriodSeconds", JsonLong.of(grace));
        });
  }
}
