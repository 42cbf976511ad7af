package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.Located;
import dev.keelson.apiserver.server.kind.Rules;
import java.util.List;

/** Of {@code v1.Pod}, by its main resource and by its status. */
public final class PodRules implements Rules {
  public static final PodRules INSTANCE = new PodRules();

  private PodRules() {}

  @Override
  public void created(ApiObject object, FieldErrors errors) {
    Located pod = Located.root(object.tree(), errors);
    whole(pod);
    Located spec = pod.in("spec");
    if (!spec.json().array("ephemeralContainers").isEmpty()) {
      spec.forbidden("ephemeralContainers", "cannot be set on create");
    }
    if (!spec.text("nodeName").isEmpty() && !spec.json().array("schedulingGates").isEmpty()) {
      spec.forbidden("nodeName", "cannot be set until all schedulingGates have been cleared");
    }
    AnnotationRules.profilesAgree(pod.in("metadata"), spec);
  }

  @Override
  public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
    Located pod = Located.root(next.tree(), errors);
    whole(pod);
    annotations(pod, before);
    PodUpdateRules.check(pod.in("spec"), before.spec());
  }

  @Override
  public void statusUpdated(ApiObject next, ApiObject before, FieldErrors errors) {
    Located pod = Located.root(next.tree(), errors);
    annotations(pod, before);
    PodStatusRules.check(pod, before);
  }

  static void annotations(Located pod, ApiObject before) {
    AnnotationRules.unchanged(pod.in("metadata"), before.metadata().object("annotations"));
    AnnotationRules.check(pod.in("metadata"), pod.in("spec"));
  }

  /** What holds for a pod at any time. */
  static void whole(Located pod) {
    Located metadata = pod.in("metadata");
    Located spec = pod.in("spec");
    AnnotationRules.check(metadata, spec);
    PodSpecRules.check(spec, true, metadata.json());
    if (spec.text("serviceAccountName").isEmpty()) {
      tokens(spec);
    }
    for (String list : List.of("containers", "initContainers")) {
      spec.each(list).forEach(ContainerRules::image);
    }
  }

  private static void tokens(Located spec) {
    for (Located volume : spec.each("volumes")) {
      for (Located source : volume.in("projected").each("sources")) {
        if (source.has("serviceAccountToken")) {
          source.forbidden(
              "serviceAccountToken", "must not be specified when serviceAccountName is not set");
        }
      }
    }
  }
}
