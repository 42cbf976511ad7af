package dev.keelson.apiserver.client;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonWriter;
import java.util.OptionalLong;

/**
 * @param propagation {@code Background}, {@code Foreground}, {@code Orphan}; "": the kind's own
 * @param uid only if it is this one; "": any
 * @param resourceVersion only if it is still this one; "": any
 */
public record DeleteOptions(
    OptionalLong graceSeconds,
    String propagation,
    String uid,
    String resourceVersion,
    boolean isDryRun) {
  public static final DeleteOptions USUAL =
      new DeleteOptions(OptionalLong.empty(), "", "", "", false);

  public DeleteOptions withGrace(long seconds) {
    return new DeleteOptions(OptionalLong.of(seconds), propagation, uid, resourceVersion, isDryRun);
  }

  public DeleteOptions withPropagation(String policy) {
    return new DeleteOptions(graceSeconds, policy, uid, resourceVersion, isDryRun);
  }

  public DeleteOptions onlyUid(String expected) {
    return new DeleteOptions(graceSeconds, propagation, expected, resourceVersion, isDryRun);
  }

  public DeleteOptions onlyVersion(String expected) {
    return new DeleteOptions(graceSeconds, propagation, uid, expected, isDryRun);
  }

  byte[] toBytes() {
    JsonObject.Builder options =
        JsonObject.builder().put("kind", "DeleteOptions").put("apiVersion", "v1");
    graceSeconds.ifPresent(seconds -> options.put("gracePeriodSeconds", seconds));
    options.putUnlessEmpty("propagationPolicy", propagation);
    JsonObject preconditions =
        JsonObject.builder()
            .putUnlessEmpty("uid", uid)
            .putUnlessEmpty("resourceVersion", resourceVersion)
            .build();
    if (!preconditions.isEmpty()) {
      options.put("preconditions", preconditions);
    }
    if (isDryRun) {
      options.put("dryRun", JsonArray.of(JsonString.of("All")));
    }
    return JsonWriter.bytes(options.build());
  }
}
