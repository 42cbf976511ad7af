package dev.keelson.apiserver.client.informer;

import dev.keelson.apiserver.model.ApiObject;
import java.util.List;

/** What waits for the handler thread. */
sealed interface Notice {
  /** To all handlers, about one object. */
  sealed interface Change extends Notice {
    ApiObject object();
  }

  record Added(ApiObject object) implements Change {}

  record Updated(ApiObject before, ApiObject object) implements Change {}

  record Deleted(ApiObject object, boolean isFinalStateUnknown) implements Change {}

  /** A handler more, and what was there at that moment. */
  record Joined(InformerHandler handler, List<ApiObject> present) implements Notice {}

  /** All that is there, once more. */
  record Resynced(List<ApiObject> present) implements Notice {}

  /** All before has been told. */
  record Reached(Runnable then) implements Notice {}
}
