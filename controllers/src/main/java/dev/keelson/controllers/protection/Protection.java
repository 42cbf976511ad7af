package dev.keelson.controllers.protection;

import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.InformerHandler;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.Loop;
import dev.keelson.controllers.persistentvolume.PodClaims;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The three controllers that protect. */
public final class Protection {
  public static final ControllerKind CLAIMS =
      ControllerKind.of("persistentvolumeclaim-protection-controller", Protection::claims);
  public static final ControllerKind VOLUMES =
      ControllerKind.of("persistentvolume-protection-controller", Protection::volumes);
  public static final ControllerKind ATTRIBUTE_CLASSES =
      ControllerKind.of(
          "volumeattributesclass-protection-controller", Protection::attributeClasses);

  private static final String BY_CLASS = "vac-protection/class";
  private static final int WORKERS = 1;
  private static final int CLAIM_WORKERS = 30;

  private Protection() {}

  private static Controller claims(ControllerContext context) {
    Informer claims = context.informers().of("v1", "persistentvolumeclaims");
    Informer pods = context.informers().of("v1", "pods").index(ClaimUse.BY_CLAIM, PodClaims::keys);
    ClaimUse use = new ClaimUse(pods, context.client().resource("v1", "pods"));
    Finalizer finalizer =
        new Finalizer(claims, context.writing(claims), "kubernetes.io/pvc-protection", use::test);
    Loop loop = loop("persistentvolumeclaim-protection-controller", context, finalizer).needs(pods);
    pods.addHandler(new PodHandler(loop));
    return loop.start(CLAIM_WORKERS);
  }

  /** A pod that ends, or never ran, may have been the last. */
  private record PodHandler(Loop loop) implements InformerHandler {
    @Override
    public void updated(ApiObject before, ApiObject now) {
      if (mayLetGo(now)) {
        PodClaims.of(now).forEach(loop::add);
      }
    }

    @Override
    public void deleted(ApiObject last, boolean isFinalStateUnknown) {
      PodClaims.of(last).forEach(loop::add);
    }

    private static boolean mayLetGo(ApiObject pod) {
      String phase = pod.status().text("phase");
      return phase.equals("Failed")
          || phase.equals("Succeeded")
          || pod.isBeingDeleted()
          || pod.spec().text("nodeName").isEmpty();
    }
  }

  private static Controller volumes(ControllerContext context) {
    Informer volumes = context.informers().of("v1", "persistentvolumes");
    Finalizer finalizer =
        new Finalizer(
            volumes,
            context.writing(volumes),
            "kubernetes.io/pv-protection",
            volume -> volume.status().text("phase").equals("Bound"));
    return loop("persistentvolume-protection-controller", context, finalizer).start(WORKERS);
  }

  private static Controller attributeClasses(ControllerContext context) {
    Informer classes = context.informers().of("storage.k8s.io/v1", "volumeattributesclasses");
    Informer claims =
        context
            .informers()
            .of("v1", "persistentvolumeclaims")
            .index(BY_CLASS, Protection::classesOfClaim);
    Informer volumes =
        context
            .informers()
            .of("v1", "persistentvolumes")
            .index(BY_CLASS, Protection::classesOfVolume);
    Finalizer finalizer =
        new Finalizer(
            classes,
            context.writing(classes),
            "kubernetes.io/vac-protection",
            each ->
                !volumes.store().byIndex(BY_CLASS, each.name()).isEmpty()
                    || !claims.store().byIndex(BY_CLASS, each.name()).isEmpty());
    Loop loop =
        loop("volumeattributesclass-protection-controller", context, finalizer)
            .needs(claims)
            .needs(volumes);
    claims.addHandler(new Releases(loop, Protection::classesOfClaim));
    volumes.addHandler(new Releases(loop, Protection::classesOfVolume));
    return loop.start(WORKERS);
  }

  /** Whoever named a class and does so no longer. */
  private record Releases(Loop loop, Function<ApiObject, List<String>> names)
      implements InformerHandler {
    @Override
    public void updated(ApiObject before, ApiObject now) {
      List<String> still = names.apply(now);
      add(names.apply(before).stream().filter(each -> !still.contains(each)).toList());
    }

    @Override
    public void deleted(ApiObject last, boolean isFinalStateUnknown) {
      add(names.apply(last));
    }

    private void add(Collection<String> classes) {
      classes.forEach(each -> loop.add(new ObjectName("", each)));
    }
  }

  private static List<String> classesOfClaim(ApiObject claim) {
    return Stream.of(
            claim.spec().text("volumeAttributesClassName"),
            claim.status().text("currentVolumeAttributesClassName"),
            claim.status().object("modifyVolumeStatus").text("targetVolumeAttributesClassName"))
        .filter(each -> !each.isEmpty())
        .distinct()
        .toList();
  }

  private static List<String> classesOfVolume(ApiObject volume) {
    String name = volume.spec().text("volumeAttributesClassName");
    return name.isEmpty() ? List.of() : List.of(name);
  }

  private static Loop loop(String name, ControllerContext context, Finalizer finalizer) {
    return Loop.of(name, context, finalizer::reconcile)
        .on(
            finalizer.informer(),
            each -> finalizer.concerns(each) ? List.of(each.objectName()) : List.of());
  }
}
