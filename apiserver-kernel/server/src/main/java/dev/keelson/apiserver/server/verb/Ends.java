package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.server.storage.Stored;
import dev.keelson.apiserver.server.storage.Written;
import java.util.Optional;

/** Objects whose deletion was asked for go with the update that takes the last thing off. */
final class Ends {
  private final Serving serving;

  Ends(Serving serving) {
    this.serving = serving;
  }

  boolean isEnded(ApiObject next) {
    return next.isBeingDeleted()
        && next.metadata().number("deletionGracePeriodSeconds", 0) == 0
        && Finalizing.isFree(next);
  }

  /** The object as it was when it went; empty: somebody else wrote meanwhile. */
  Optional<Outcome> remove(WriteCall call, ApiObject last, Stored stored) {
    return switch (serving.store().delete(call.resource(), call.name(), stored.revision())) {
      case Written.Done(Stored gone) -> {
        serving.claims().deleted(call.resource(), last);
        yield Optional.of(Outcome.dry(last.withResourceVersion(gone.revision())));
      }
      case Written.Conflict _ -> Optional.empty();
      case Written.Missing _, Written.Exists _ ->
          throw new ApiFailure(ApiStatus.notFound(call.resource().name(), call.name().name()));
    };
  }
}
