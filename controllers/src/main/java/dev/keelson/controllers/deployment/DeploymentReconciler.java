package dev.keelson.controllers.deployment;

import dev.keelson.apiserver.client.DeleteOptions;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.queue.Reconciler;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.select.BadSelector;
import dev.keelson.apiserver.model.select.LabelSelector;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.deployment.DeploymentPlan.Write;
import dev.keelson.controllers.pod.Adoption;
import dev.keelson.controllers.pod.OwnerRefs;
import dev.keelson.controllers.pod.PodCalls;
import dev.keelson.controllers.pod.PodIndexes;
import dev.keelson.controllers.pod.PodView;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Claims a deployment's sets, plans, writes. */
final class DeploymentReconciler implements Reconciler<ObjectName> {
  private static final Logger LOG = LoggerFactory.getLogger(DeploymentReconciler.class);

  private final Informer deployments;
  private final Informer sets;
  private final Informer pods;
  private final ResourceClient deploymentClient;
  private final ResourceClient setClient;
  private final Consumer<EventNote> events;
  private final Timing timing;

  DeploymentReconciler(
      ControllerContext context, Informer deployments, Informer sets, Informer pods) {
    this.deployments = deployments;
    this.sets = sets;
    this.pods = pods;
    this.deploymentClient = context.client().resource("apps/v1", "deployments");
    this.setClient = context.client().resource("apps/v1", "replicasets");
    this.events = context.events();
    this.timing = context.timing();
  }

  @Override
  public Result reconcile(ObjectName name) {
    Optional<ApiObject> found = deployments.store().get(name);
    if (found.isEmpty()) {
      return Result.done();
    }
    DeploymentView deployment = new DeploymentView(found.get());
    List<OwnedSet> owned;
    try {
      owned = claimed(deployment);
    } catch (BadSelector e) {
      LOG.warn("deployment {} selects nothing: {}", name, e.getMessage());
      return Result.done();
    }
    DeploymentPlan plan = Rollout.plan(deployment, owned, this::hasPods, timing.now());
    write(deployment, plan);
    return plan.isEmpty() && plan.again().isPresent()
        ? Result.after(plan.again().get())
        : Result.done();
  }

  private List<OwnedSet> claimed(DeploymentView deployment) {
    LabelSelector selector =
        deployment.selector().isEmpty()
            ? LabelSelector.NOTHING
            : LabelSelector.of(deployment.selector());
    return Adoption.of(deploymentClient, setClient, deployment.object(), selector)
        .claim(PodIndexes.claimable(sets, deployment.object()))
        .stream()
        .map(OwnedSet::new)
        .toList();
  }

  private boolean hasPods(OwnedSet set) {
    return PodView.of(PodIndexes.ownedBy(pods, set.object().uid())).stream()
        .anyMatch(pod -> !pod.isTerminal());
  }

  private void write(DeploymentView deployment, DeploymentPlan plan) {
    plan.events().forEach(events);
    if (plan.creation().isPresent() && !create(deployment, plan.creation().get())) {
      return;
    }
    for (Write each : plan.updates()) {
      setClient.update(each.object());
      each.note().ifPresent(events);
    }
    for (OwnedSet each : plan.deletions()) {
      forget(each);
    }
    if (plan.update().isPresent()) {
      deploymentClient.update(plan.update().get().object());
      plan.update().get().note().ifPresent(events);
    }
    plan.status().ifPresent(deploymentClient::updateStatus);
  }

  /**
   * @return whether to go on: where the set was there already, its event brings us back
   */
  private boolean create(DeploymentView deployment, Write creation) {
    try {
      setClient.create(creation.object());
    } catch (ApiFailure e) {
      if (e.status().reason().equals("AlreadyExists")) {
        collide(deployment, creation.object());
        return false;
      }
      if (PodCalls.isNamespaceEnding(e)) {
        return false;
      }
      tellFailure(deployment, creation.object().name(), e);
      throw e;
    }
    creation.note().ifPresent(events);
    return true;
  }

  /** The name is taken: by ourselves, before the informer tells; or by another template. */
  private void collide(DeploymentView deployment, ApiObject wanted) {
    ApiObject known = setClient.get(wanted.objectName());
    boolean isOurs =
        OwnerRefs.isControlledBy(known, deployment.object().uid())
            && Draft.isSame(new OwnedSet(known).template(), deployment.template());
    if (!isOurs) {
      long collisions = deployment.collisionCount().orElse(0) + 1;
      JsonObject status = deployment.status().with("collisionCount", collisions);
      deploymentClient.updateStatus(deployment.withStatus(status).object());
    }
  }

  private void tellFailure(DeploymentView deployment, String set, ApiFailure failure) {
    String message =
        "Failed to create new replica set \"%s\": %s".formatted(set, failure.status().message());
    if (deployment.progressDeadline().isPresent()) {
      JsonObject condition =
          DeploymentConditions.of(
              DeploymentConditions.PROGRESSING,
              "False",
              DeploymentConditions.SET_NOT_CREATED,
              message,
              timing.now());
      DeploymentView told =
          deployment.withConditions(DeploymentConditions.with(deployment.conditions(), condition));
      if (!told.equals(deployment)) {
        deploymentClient.updateStatus(told.object());
      }
    }
    events.accept(
        EventNote.warning(deployment.object(), DeploymentConditions.SET_NOT_CREATED, message));
  }

  private void forget(OwnedSet set) {
    try {
      setClient.delete(set.object().objectName(), DeleteOptions.USUAL.onlyUid(set.object().uid()));
    } catch (ApiFailure e) {
      if (e.status().code() != 404) {
        throw e;
      }
    }
  }
}
