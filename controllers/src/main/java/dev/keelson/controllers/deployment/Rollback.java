package dev.keelson.controllers.deployment;

import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The annotation by which apps/v1beta1 asked for an earlier template. kubectl patches instead. */
final class Rollback {
  private static final String NOT_FOUND = "DeploymentRollbackRevisionNotFound";
  private static final String UNCHANGED = "DeploymentRollbackTemplateUnchanged";
  private static final String DONE = "DeploymentRollback";

  private Rollback() {}

  static void apply(Draft draft, long asked) {
    DeploymentView deployment = draft.deployment();
    List<OwnedSet> all = draft.all();
    long revision = asked == 0 ? Revisions.last(all) : asked;
    Optional<OwnedSet> target =
        all.stream()
            .filter(
                each ->
                    revision > 0
                        && each.revision().isPresent()
                        && each.revision().getAsLong() == revision)
            .findFirst();
    ApiObject cleared =
        deployment
            .object()
            .withMetadata(
                metadata ->
                    metadata.mapObject("annotations", each -> each.without(Annotations.ROLLBACK)));
    if (target.isEmpty()) {
      warn(
          draft,
          NOT_FOUND,
          revision == 0
              ? "Unable to find last revision."
              : "Unable to find the revision to rollback to.");
      draft.replaceDeployment(cleared, Optional.empty());
    } else if (Draft.isSame(deployment.template(), target.get().template())) {
      warn(
          draft,
          UNCHANGED,
          "The rollback revision contains the same template as current deployment \"%s\""
              .formatted(deployment.name()));
      draft.replaceDeployment(cleared, Optional.empty());
    } else {
      draft.replaceDeployment(
          back(cleared, target.get()),
          Optional.of(
              EventNote.normal(
                  deployment.object(),
                  DONE,
                  "Rolled back deployment \"%s\" to revision %d"
                      .formatted(deployment.name(), revision))));
    }
  }

  private static ApiObject back(ApiObject deployment, OwnedSet target) {
    JsonObject template =
        target
            .template()
            .mapObject(
                "metadata",
                metadata -> metadata.mapObject("labels", each -> each.without(Annotations.HASH)));
    Map<String, String> annotations = new LinkedHashMap<>(deployment.annotations());
    annotations.keySet().retainAll(Annotations.OWN);
    target
        .object()
        .annotations()
        .forEach(
            (name, value) -> {
              if (!Annotations.OWN.contains(name)) {
                annotations.put(name, value);
              }
            });
    return deployment
        .withSpec(spec -> spec.with("template", template))
        .withMetadata(metadata -> metadata.with("annotations", JsonObject.ofText(annotations)));
  }

  private static void warn(Draft draft, String reason, String message) {
    draft.tell(EventNote.warning(draft.deployment().object(), reason, message));
  }
}
