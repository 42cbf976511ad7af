package dev.keelson.controllers.persistentvolume;

import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.pod.PodView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One claim. */
final class ClaimReconciler {
  static final String PODS_BY_CLAIM = "persistentvolume-binder/claim";

  private final Latest claims;
  private final Latest volumes;
  private final StorageClasses classes;
  private final Informer pods;
  private final BindingWrites writes;
  private final Consumer<EventNote> events;
  private final Duration period;
  private final boolean provisions;

  /**
   * @param period after which an unbound claim is looked at again
   * @param provisions whether provisioners are asked at all
   */
  ClaimReconciler(
      Latest claims,
      Latest volumes,
      StorageClasses classes,
      Informer pods,
      BindingWrites writes,
      Consumer<EventNote> events,
      Duration period,
      boolean provisions) {
    this.claims = claims;
    this.volumes = volumes;
    this.classes = classes;
    this.pods = pods;
    this.writes = writes;
    this.events = events;
    this.period = period;
    this.provisions = provisions;
  }

  Result reconcile(ObjectName name) {
    Optional<ApiObject> found = claims.get(name);
    if (found.isEmpty()) {
      claims.forget(name);
      return Result.done();
    }
    ClaimView claim = new ClaimView(found.get());
    if (claim.isBindCompleted()) {
      bound(claim);
      return Result.done();
    }
    if (claim.volumeName().isEmpty()) {
      search(claim);
    } else {
      named(claim);
    }
    return Result.after(period);
  }

  private void search(ClaimView claim) {
    boolean isDelayed = classes.waitsForConsumer(claim.className());
    List<VolumeView> all = volumes.list().stream().map(VolumeView::new).toList();
    Optional<VolumeView> match = VolumeMatch.find(claim, all, isDelayed);
    if (match.isPresent()) {
      writes.bind(match.get(), claim);
      return;
    }
    if (!claim.hasClass() && classes.usual().isPresent()) {
      String usual = classes.usual().get().name();
      writes.updateClaim(claim.object().withSpec(spec -> spec.with("storageClassName", usual)));
      return;
    }
    if (isDelayed && !claim.hasSelectedNode()) {
      noteWaiting(claim);
    } else if (!claim.className().isEmpty()) {
      provision(claim);
      return;
    } else {
      normal(
          claim,
          "FailedBinding",
          "no persistent volumes available for this claim and no storage class is set");
    }
    writes.unbound(claim, "Pending");
  }

  private void noteWaiting(ClaimView claim) {
    List<String> waiting =
        PodView.of(pods.store().byIndex(PODS_BY_CLAIM, claim.name().toString())).stream()
            .filter(pod -> !pod.isTerminal() && !pod.isBound())
            .map(PodView::name)
            .toList();
    if (waiting.isEmpty()) {
      normal(
          claim, "WaitForFirstConsumer", "waiting for first consumer to be created before binding");
    } else {
      normal(
          claim,
          "WaitForPodScheduled",
          "waiting for pod%s %s to be scheduled"
              .formatted(waiting.size() > 1 ? "s" : "", String.join(",", waiting)));
    }
  }

  private void provision(ClaimView claim) {
    if (!provisions) {
      return;
    }
    Optional<ApiObject> storageClass = classes.get(claim.className());
    if (storageClass.isEmpty()) {
      warn(
          claim,
          "ProvisioningFailed",
          "storageclass.storage.k8s.io \"" + claim.className() + "\" not found");
      return;
    }
    Optional<String> provisioner = StorageClasses.provisioner(storageClass.get());
    if (provisioner.isEmpty()) {
      warn(
          claim,
          "ProvisioningFailed",
          "no volume plugin matched name: " + storageClass.get().tree().text("provisioner"));
      return;
    }
    String name = provisioner.get();
    if (!claim.annotation(ClaimView.PROVISIONER).equals(name)) {
      ApiObject asked = BindingWrites.annotated(claim.object(), ClaimView.BETA_PROVISIONER, name);
      writes.updateClaim(BindingWrites.annotated(asked, ClaimView.PROVISIONER, name));
    }
    normal(
        claim,
        "ExternalProvisioning",
        "Waiting for a volume to be created either by the external provisioner '"
            + name
            + "' or manually by the system administrator. If volume creation is delayed, please"
            + " verify that the provisioner is running and correctly registered.");
  }

  /** It names a volume that it does not have yet. */
  private void named(ClaimView claim) {
    Optional<VolumeView> found =
        volumes.get(new ObjectName("", claim.volumeName())).map(VolumeView::new);
    if (found.isEmpty()) {
      writes.unbound(claim, "Pending");
      return;
    }
    VolumeView volume = found.get();
    if (volume.isOf(claim)) {
      writes.bind(volume, claim);
      return;
    }
    if (volume.hasClaim()) {
      warn(
          claim,
          "FailedBinding",
          "volume \"" + volume.name() + "\" already bound to a different claim.");
      if (!claim.has(ClaimView.BOUND_BY_CONTROLLER)) {
        writes.unbound(claim, "Pending");
      }
      return;
    }
    Optional<String> problem = VolumeMatch.problem(volume, claim);
    if (problem.isEmpty()) {
      writes.bind(volume, claim);
      return;
    }
    warn(
        claim,
        "VolumeMismatch",
        "Cannot bind to requested volume \"" + volume.name() + "\": " + problem.get());
    writes.unbound(claim, "Pending");
  }

  private void bound(ClaimView claim) {
    if (claim.volumeName().isEmpty()) {
      lose(
          claim,
          "ClaimLost",
          "Bound claim has lost reference to PersistentVolume. Data on the volume is lost!");
      return;
    }
    Optional<VolumeView> volume =
        volumes.get(new ObjectName("", claim.volumeName())).map(VolumeView::new);
    if (volume.isEmpty()) {
      lose(
          claim,
          "ClaimLost",
          "Bound claim has lost its PersistentVolume. Data on the volume is lost!");
    } else if (!volume.get().hasClaim() || volume.get().claimUid().equals(claim.uid())) {
      writes.bind(volume.get(), claim);
    } else {
      lose(
          claim,
          "ClaimMisbound",
          "Two claims are bound to the same volume, this one is bound incorrectly");
    }
  }

  private void lose(ClaimView claim, String reason, String message) {
    if (!claim.phase().equals("Lost")) {
      writes.unbound(claim, "Lost");
      warn(claim, reason, message);
    }
  }

  private void normal(ClaimView claim, String reason, String message) {
    events.accept(EventNote.normal(claim.object(), reason, message));
  }

  private void warn(ClaimView claim, String reason, String message) {
    events.accept(EventNote.warning(claim.object(), reason, message));
  }
}
