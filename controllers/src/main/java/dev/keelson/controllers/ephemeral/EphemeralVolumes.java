package dev.keelson.controllers.ephemeral;

import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.InformerHandler;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.Loop;
import dev.keelson.controllers.basis.Flags;
import dev.keelson.controllers.persistentvolume.PodClaims;
import java.util.List;
import java.util.Optional;

/** One pod at a time. */
public final class EphemeralVolumes {
  public static final ControllerKind KIND =
      ControllerKind.of("ephemeral-volume-controller", EphemeralVolumes::start);

  private static final String BY_CLAIM = "ephemeral-volume/claim";

  private final ControllerContext context;
  private final Informer pods;
  private final Informer claims;
  private final ResourceClient client;

  private EphemeralVolumes(ControllerContext context) {
    this.context = context;
    this.pods = context.informers().of("v1", "pods").index(BY_CLAIM, EphemeralVolumes::keys);
    this.claims = context.informers().of("v1", "persistentvolumeclaims");
    this.client = context.client().resource("v1", "persistentvolumeclaims");
  }

  private static Controller start(ControllerContext context) {
    EphemeralVolumes volumes = new EphemeralVolumes(context);
    Loop loop =
        Loop.of("ephemeral-volume-controller", context, volumes::reconcile)
            .needs(volumes.pods)
            .needs(volumes.claims);
    volumes.pods.addHandler(
        new InformerHandler() {
          @Override
          public void added(ApiObject pod) {
            if (!pod.isBeingDeleted() && !keys(pod).isEmpty()) {
              loop.add(pod.objectName());
            }
          }
        });
    volumes.claims.addHandler(
        new InformerHandler() {
          @Override
          public void deleted(ApiObject claim, boolean isFinalStateUnknown) {
            String key = claim.objectName().toString();
            volumes.pods.store().byIndex(BY_CLAIM, key).forEach(pod -> loop.add(pod.objectName()));
          }
        });
    return loop.start(Flags.whole(context.options(), "concurrent-ephemeralvolume-syncs", 5));
  }

  /** The claims of its ephemeral volumes only. */
  private static List<String> keys(ApiObject pod) {
    return ephemeral(pod).stream().map(volume -> claimOf(pod, volume).toString()).toList();
  }

  private static List<JsonObject> ephemeral(ApiObject pod) {
    return pod.spec()
        .array("volumes")
        .objects()
        .filter(volume -> volume.isSet("ephemeral"))
        .toList();
  }

  private static ObjectName claimOf(ApiObject pod, JsonObject volume) {
    return new ObjectName(pod.namespace(), PodClaims.ofEphemeral(pod, volume.text("name")));
  }

  private Result reconcile(ObjectName name) {
    Optional<ApiObject> pod = pods.store().get(name);
    if (pod.isEmpty() || pod.get().isBeingDeleted()) {
      return Result.done();
    }
    for (JsonObject volume : ephemeral(pod.get())) {
      Optional<String> problem = provide(pod.get(), volume);
      if (problem.isPresent()) {
        context
            .events()
            .accept(
                EventNote.warning(
                    pod.get(),
                    "FailedBinding",
                    "ephemeral volume " + volume.text("name") + ": " + problem.get()));
        return Result.again();
      }
    }
    return Result.done();
  }

  private Optional<String> provide(ApiObject pod, JsonObject volume) {
    ObjectName name = claimOf(pod, volume);
    Optional<ApiObject> claim = claims.store().get(name);
    if (claim.isPresent()) {
      return isOf(pod, claim.get()) ? Optional.empty() : Optional.of(foreign(pod, name));
    }
    try {
      client.create(claim(pod, volume, name));
      return Optional.empty();
    } catch (ApiFailure e) {
      boolean isOwn =
          e.status().code() == 409 && client.find(name).filter(each -> isOf(pod, each)).isPresent();
      return isOwn
          ? Optional.empty()
          : Optional.of("create PVC " + name.name() + ": " + e.status().message());
    }
  }

  private static boolean isOf(ApiObject pod, ApiObject claim) {
    return claim.controller().filter(each -> each.text("uid").equals(pod.uid())).isPresent();
  }

  private static String foreign(ApiObject pod, ObjectName claim) {
    return "PVC %s was not created for pod %s (pod is not owner)"
        .formatted(claim, pod.objectName());
  }

  private static ApiObject claim(ApiObject pod, JsonObject volume, ObjectName name) {
    JsonObject template = volume.object("ephemeral").object("volumeClaimTemplate");
    JsonObject owner =
        JsonObject.builder()
            .put("apiVersion", "v1")
            .put("kind", "Pod")
            .put("name", pod.name())
            .put("uid", pod.uid())
            .put("controller", true)
            .put("blockOwnerDeletion", true)
            .build();
    JsonObject.Builder metadata =
        JsonObject.builder()
            .put("name", name.name())
            .put("namespace", name.namespace())
            .put("ownerReferences", JsonArray.of(owner));
    for (String each : List.of("annotations", "labels")) {
      JsonObject texts = template.object("metadata").object(each);
      if (!texts.isEmpty()) {
        metadata.put(each, texts);
      }
    }
    return new ApiObject(
        JsonObject.builder()
            .put("apiVersion", "v1")
            .put("kind", "PersistentVolumeClaim")
            .put("metadata", metadata.build())
            .put("spec", template.object("spec"))
            .build());
  }
}
