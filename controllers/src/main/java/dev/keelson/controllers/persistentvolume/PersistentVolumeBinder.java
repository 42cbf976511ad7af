package dev.keelson.controllers.persistentvolume;

import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.InformerHandler;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.Loop;
import dev.keelson.controllers.basis.Controllers;
import dev.keelson.controllers.basis.Flags;
import java.time.Duration;
import java.util.List;

/** Puts persistentvolume-binder-controller together. */
public final class PersistentVolumeBinder {
  public static final ControllerKind KIND =
      ControllerKind.of("persistentvolume-binder-controller", PersistentVolumeBinder::start);

  /** Class of claims that have no volume yet. */
  private static final String UNBOUND = "persistentvolume-binder/unbound";

  /** As upstream: claims come one after the other, lest two of them race for one volume. */
  private static final int WORKERS = 1;

  private PersistentVolumeBinder() {}

  private static Controller start(ControllerContext context) {
    Informer claimInformer =
        context
            .informers()
            .of("v1", "persistentvolumeclaims")
            .index(UNBOUND, PersistentVolumeBinder::unboundKey);
    Informer volumeInformer = context.informers().of("v1", "persistentvolumes");
    Informer classes = context.informers().of("storage.k8s.io/v1", "storageclasses");
    Informer pods =
        context.informers().of("v1", "pods").index(ClaimReconciler.PODS_BY_CLAIM, PodClaims::keys);
    Latest claims = new Latest(claimInformer);
    Latest volumes = new Latest(volumeInformer);
    BindingWrites writes = new BindingWrites(context.client(), claims, volumes);
    Duration period =
        Flags.duration(context.options(), "pvclaimbinder-sync-period", Duration.ofSeconds(15));
    ClaimReconciler ofClaims =
        new ClaimReconciler(
            claims,
            volumes,
            new StorageClasses(classes),
            pods,
            writes,
            context.events(),
            period,
            Flags.isOn(context.options(), "enable-dynamic-provisioning", true));
    Loop claimLoop =
        Loop.of("persistentvolume-binder-claims", context, ofClaims::reconcile)
            .on(claimInformer, each -> List.of(each.objectName()))
            .needs(volumeInformer)
            .needs(classes)
            .needs(pods);
    VolumeReconciler ofVolumes =
        new VolumeReconciler(
            claims,
            volumes,
            context.writing(claimInformer),
            writes,
            context.events(),
            claimLoop::add);
    Loop volumeLoop =
        Loop.of("persistentvolume-binder-volumes", context, ofVolumes::reconcile)
            .on(volumeInformer, each -> List.of(each.objectName()))
            .on(claimInformer, PersistentVolumeBinder::volumeOf);
    volumeInformer.addHandler(claimsOfVolumes(claimInformer, claimLoop));
    return Controllers.of(claimLoop.start(WORKERS), volumeLoop.start(WORKERS));
  }

  private static List<ObjectName> volumeOf(ApiObject claim) {
    String volume = new ClaimView(claim).volumeName();
    return volume.isEmpty() ? List.of() : List.of(new ObjectName("", volume));
  }

  private static List<String> unboundKey(ApiObject claim) {
    ClaimView view = new ClaimView(claim);
    return view.volumeName().isEmpty() ? List.of("class/" + view.className()) : List.of();
  }

  /** A volume's own claim, and all that wait for one of its class. */
  private static InformerHandler claimsOfVolumes(Informer claims, Loop loop) {
    return InformerHandler.onChange(
        object -> {
          VolumeView volume = new VolumeView(object);
          if (volume.hasClaim()) {
            loop.add(volume.claimName());
          } else if (volume.phase().equals("Available")) {
            claims
                .store()
                .byIndex(UNBOUND, "class/" + volume.className())
                .forEach(each -> loop.add(each.objectName()));
          }
        });
  }
}
