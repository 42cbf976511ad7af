package dev.keelson.apiserver.server.kind.cluster;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.Defaults;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import dev.keelson.apiserver.server.kind.Preparation;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.meta.Preparations;
import java.util.List;
import java.util.Set;

/**
 * Upstream's strategy of namespaces. The finalizers of the spec are given at creation and taken
 * away through the subresource {@code finalize} alone.
 */
public final class Namespaces implements Defaults, Preparation, Rules {
  private static final String NAME_LABEL = "kubernetes.io/metadata.name";
  private static final JsonString KUBERNETES = JsonString.of("kubernetes");
  private static final FieldPath FINALIZERS = FieldPath.of("spec.finalizers");
  private static final FieldPath PHASE = FieldPath.of("status.Phase");
  private static final Set<String> STANDARD = Set.of("kubernetes", "orphan", "foregroundDeletion");

  Namespaces() {}

  @Override
  public JsonObject fill(JsonObject object) {
    JsonObject named = object.mapObject("metadata", Namespaces::withNameLabel);
    JsonObject status = named.object("status");
    return named
        .withDefault("spec", JsonObject.EMPTY)
        .with("status", status.text("phase").isEmpty() ? status.with("phase", "Active") : status);
  }

  private static JsonObject withNameLabel(JsonObject metadata) {
    String name = metadata.text("name");
    return name.isEmpty()
        ? metadata
        : metadata.with("labels", metadata.object("labels").with(NAME_LABEL, name));
  }

  @Override
  public ApiObject forCreate(ApiObject object) {
    return object
        .withMetadata(Namespaces::withNameLabel)
        .withSpec(Namespaces::withFinalizer)
        .with("status", JsonObject.of("phase", JsonString.of("Active")));
  }

  private static JsonObject withFinalizer(JsonObject spec) {
    JsonArray finalizers = spec.array("finalizers");
    return finalizers.values().contains(KUBERNETES)
        ? spec
        : spec.with("finalizers", finalizers.plus(KUBERNETES));
  }

  @Override
  public ApiObject forUpdate(ApiObject next, ApiObject before) {
    JsonValue finalizers = before.spec().get("finalizers");
    ApiObject kept =
        next.withSpec(
            spec ->
                finalizers.isNull()
                    ? spec.without("finalizers")
                    : spec.with("finalizers", finalizers));
    return Preparations.kept(kept, before, "status").withMetadata(Namespaces::withNameLabel);
  }

  @Override
  public ApiObject forStatusUpdate(ApiObject next, ApiObject before) {
    return Preparations.onlyStatus(next, before);
  }

  /** Of the subresource {@code finalize}: the status stays. */
  public static ApiObject forFinalize(ApiObject next, ApiObject before) {
    return Preparations.kept(next, before, "status");
  }

  /** Validation of {@link #forFinalize}. */
  public static void checkFinalize(ApiObject next, FieldErrors errors) {
    List<String> finalizers = next.spec().array("finalizers").texts().toList();
    for (int i = 0; i < finalizers.size(); i++) {
      checkFinalizer(finalizers.get(i), FINALIZERS.index(i), errors);
    }
  }

  private static void checkFinalizer(String finalizer, FieldPath path, FieldErrors errors) {
    Names.qualifiedName(finalizer).forEach(wrong -> errors.invalid(path, finalizer, wrong));
    if (finalizer.indexOf('/') < 0 && !STANDARD.contains(finalizer)) {
      errors.invalid(
          path, finalizer, "name is neither a standard finalizer name nor is it fully qualified");
    }
  }

  @Override
  public void created(ApiObject object, FieldErrors errors) {
    object
        .spec()
        .array("finalizers")
        .texts()
        .forEach(finalizer -> checkFinalizer(finalizer, FINALIZERS, errors));
  }

  @Override
  public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
    // Finalizers are as they were: nothing is left that could be wrong.
  }

  @Override
  public void statusUpdated(ApiObject next, ApiObject before, FieldErrors errors) {
    String phase = next.status().text("phase");
    if (!next.isBeingDeleted()) {
      if (!phase.equals("Active")) {
        errors.invalid(PHASE, phase, "may only be 'Active' if `deletionTimestamp` is empty");
      }
    } else if (!phase.equals("Terminating")) {
      errors.invalid(PHASE, phase, "may only be 'Terminating' if `deletionTimestamp` is not empty");
    }
  }
}
