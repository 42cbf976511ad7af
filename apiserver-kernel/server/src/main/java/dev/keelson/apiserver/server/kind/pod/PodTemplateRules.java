package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.kind.Located;
import dev.keelson.apiserver.server.kind.SelectorRules;

/** What holds for the template of pods in any kind that has one. */
public final class PodTemplateRules {
  private PodTemplateRules() {}

  public static void check(Located template) {
    Located metadata = template.in("metadata");
    Located spec = template.in("spec");
    // Upstream's paths leave out "metadata" here.
    Located flat = template.holding(metadata.json());
    SelectorRules.labels(flat, "labels");
    MetadataRules.annotations(flat);
    AnnotationRules.check(flat, spec);
    PodSpecRules.check(spec, false, JsonObject.EMPTY);
    AnnotationRules.profilesAgree(flat, spec);
    if (!spec.json().array("ephemeralContainers").isEmpty()) {
      spec.forbidden("ephemeralContainers", "ephemeral containers not allowed in pod template");
    }
  }
}
