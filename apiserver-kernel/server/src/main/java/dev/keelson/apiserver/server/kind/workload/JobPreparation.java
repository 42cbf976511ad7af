package dev.keelson.apiserver.server.kind.workload;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.server.kind.Filling;
import dev.keelson.apiserver.server.kind.Preparation;

/**
 * Of jobs: unless they bring a selector of their own, they get one, and their pods the labels for
 * it. Needs {@code metadata.uid} and {@code metadata.name} to be there.
 */
final class JobPreparation implements Preparation {
  static final JobPreparation INSTANCE = new JobPreparation();

  private final Preparation plain = WorkloadPreparation.withTemplate(JsonObject.EMPTY);

  private JobPreparation() {}

  @Override
  public ApiObject forCreate(ApiObject object) {
    ApiObject prepared = plain.forCreate(object);
    if (object.spec().isTrue("manualSelector")) {
      return prepared;
    }
    JsonString uid = JsonString.of(object.uid());
    JsonString name = JsonString.of(object.name());
    JsonObject spec = generated(prepared.spec(), uid, name);
    ApiObject selecting = prepared.with("spec", spec);
    JsonObject labels = selecting.metadata().object("labels");
    // Those taken over from the template follow it: in upstream they are one map.
    return labels.isEmpty()
            || labels.equals(object.spec().objectAt("template", "metadata", "labels"))
        ? selecting.withMetadata(
            metadata -> metadata.with("labels", spec.objectAt("template", "metadata", "labels")))
        : selecting;
  }

  /** What is there already stays, and is refused later if it does not fit. */
  private static JsonObject generated(JsonObject spec, JsonString uid, JsonString name) {
    return Filling.of(spec)
        .always(
            "template",
            template ->
                Filling.of(template)
                    .always(
                        "metadata",
                        metadata ->
                            Filling.of(metadata)
                                .always("labels", labels -> labelled(labels, uid, name))
                                .done())
                    .done())
        .always(
            "selector",
            selector ->
                Filling.of(selector)
                    .always(
                        "matchLabels",
                        labels ->
                            labels.has(JobLabels.CONTROLLER_UID)
                                ? labels
                                : labels.with(JobLabels.CONTROLLER_UID, uid))
                    .done())
        .done();
  }

  private static JsonObject labelled(JsonObject labels, JsonString uid, JsonString name) {
    JsonObject all = labels;
    for (String key : new String[] {JobLabels.OLD_JOB_NAME, JobLabels.JOB_NAME}) {
      all = all.has(key) ? all : all.with(key, name);
    }
    for (String key : new String[] {JobLabels.OLD_CONTROLLER_UID, JobLabels.CONTROLLER_UID}) {
      all = all.has(key) ? all : all.with(key, uid);
    }
    return all;
  }

  @Override
  public ApiObject forUpdate(ApiObject next, ApiObject before) {
    return plain.forUpdate(next, before);
  }

  @Override
  public ApiObject forStatusUpdate(ApiObject next, ApiObject before) {
    return plain.forStatusUpdate(next, before);
  }
}
