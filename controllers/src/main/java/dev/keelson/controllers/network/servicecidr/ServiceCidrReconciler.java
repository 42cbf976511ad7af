package dev.keelson.controllers.network.servicecidr;

import dev.keelson.apiserver.client.PatchType;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.client.WriteOptions;
import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.client.informer.Store;
import dev.keelson.apiserver.client.queue.Reconciler;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonWriter;
import dev.keelson.controllers.network.IpAddress;
import dev.keelson.controllers.pod.PodConditions;
import dev.keelson.controllers.pod.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Brings a ServiceCIDR's condition and finalizer to what they should be. */
final class ServiceCidrReconciler implements Reconciler<ObjectName> {
  static final String FINALIZER = "networking.k8s.io/service-cidr-finalizer";

  /** From the request on: until the API servers' allocators surely know of it. */
  static final Duration GRACE = Duration.ofSeconds(10);

  private static final WriteOptions OURS = WriteOptions.by("service-cidr-controller").forced();

  private final ResourceClient cidrs;
  private final Store stored;
  private final Store addresses;
  private final Consumer<EventNote> events;
  private final Timing timing;

  ServiceCidrReconciler(
      ResourceClient cidrs,
      Store stored,
      Store addresses,
      Consumer<EventNote> events,
      Timing timing) {
    this.cidrs = cidrs;
    this.stored = stored;
    this.addresses = addresses;
    this.events = events;
    this.timing = timing;
  }

  @Override
  public Result reconcile(ObjectName name) {
    Optional<ApiObject> cidr = stored.get(name);
    if (cidr.isEmpty()) {
      return Result.done();
    }
    return cidr.get().isBeingDeleted() ? end(cidr.get()) : begin(cidr.get());
  }

  private Result begin(ApiObject cidr) {
    if (!cidr.finalizers().contains(FINALIZER)) {
      patchFinalizers(cidr, "finalizers");
    }
    try {
      say(cidr, "True", "", "Kubernetes Service CIDR is ready");
    } catch (ApiFailure | TransportFailure e) {
      events.accept(
          EventNote.warning(
              cidr,
              "KubernetesServiceCIDRError",
              "The ServiceCIDR Status can not be set to Ready=True"));
      throw e;
    }
    return Result.done();
  }

  private Result end(ApiObject cidr) {
    if (!ServiceCidrs.isDispensable(cidr, stored.list(), allocated())) {
      say(
          cidr,
          "False",
          "Terminating",
          "There are still IPAddresses referencing the ServiceCIDR, please remove them or create"
              + " a new ServiceCIDR");
      return Result.done();
    }
    Instant asked = Times.deleted(cidr).orElse(timing.now());
    Duration left = Duration.between(timing.now(), asked.plus(GRACE));
    if (left.isPositive()) {
      return Result.after(left);
    }
    if (cidr.finalizers().contains(FINALIZER)) {
      patchFinalizers(cidr, "$deleteFromPrimitiveList/finalizers");
    }
    return Result.done();
  }

  /** Those that the API server took for Services. */
  private Stream<IpAddress> allocated() {
    return addresses.list().stream()
        .filter(ServiceCidrController::isAllocated)
        .flatMap(each -> IpAddress.parse(each.name()).stream());
  }

  private void patchFinalizers(ApiObject cidr, String directive) {
    JsonObject patch =
        JsonObject.EMPTY.withAt(JsonArray.of(JsonString.of(FINALIZER)), "metadata", directive);
    try {
      cidrs.patch(cidr.objectName(), PatchType.STRATEGIC_MERGE, JsonWriter.bytes(patch));
    } catch (ApiFailure e) {
      if (e.status().code() != 404) {
        throw e;
      }
    }
  }

  private void say(ApiObject cidr, String status, String reason, String message) {
    boolean isSaid =
        PodConditions.find(cidr, "Ready")
            .filter(
                known ->
                    known.text("status").equals(status)
                        && known.text("reason").equals(reason)
                        && known.text("message").equals(message))
            .isPresent();
    if (isSaid) {
      return;
    }
    JsonObject condition =
        JsonObject.builder()
            .put("type", "Ready")
            .put("status", status)
            .put("lastTransitionTime", Times.text(timing.now()))
            .put("reason", reason)
            .put("message", message)
            .build();
    JsonObject apply =
        JsonObject.builder()
            .put("apiVersion", ServiceCidrController.API_VERSION)
            .put("kind", "ServiceCIDR")
            .put("metadata", JsonObject.EMPTY.with("name", cidr.name()))
            .put("status", JsonObject.EMPTY.with("conditions", JsonArray.of(condition)))
            .build();
    cidrs
        .subresource("status")
        .patch(cidr.objectName(), PatchType.APPLY, JsonWriter.bytes(apply), OURS);
  }
}
