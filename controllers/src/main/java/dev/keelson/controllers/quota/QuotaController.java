package dev.keelson.controllers.quota;

import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.InformerHandler;
import dev.keelson.apiserver.client.queue.Reconciler;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.Loop;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** By quota: counts, and writes what it counted if that is not what is written. */
final class QuotaController implements Controller, Reconciler<ObjectName> {
  private static final Logger LOG = LoggerFactory.getLogger(QuotaController.class);

  /** What becomes free is waited for; what is new has been counted at its admission. */
  private static final Duration SOON = Duration.ofMillis(100);

  private static final Duration LATER = Duration.ofSeconds(1);

  private static final Duration SYNC = Duration.ofSeconds(30);

  private final ControllerContext context;
  private final Informer quotas;
  private final Counted counted;
  private final Loop loop;
  private final Duration resync;

  private QuotaController(ControllerContext context) {
    this.context = context;
    this.quotas = context.informers().of("v1", "resourcequotas");
    this.counted = new Counted(context, this::changed);
    this.loop = Loop.of("resourcequota-controller", context, this);
    this.resync =
        Duration.parse(
            "PT"
                + context
                    .options()
                    .text("resource-quota-sync-period", "5m0s")
                    .toUpperCase(Locale.ROOT));
  }

  static QuotaController start(ControllerContext context) {
    QuotaController controller = new QuotaController(context);
    controller.quotas.addHandler(controller.new Limits());
    controller
        .loop
        .needs(controller.quotas)
        .start(Integer.parseInt(context.options().text("concurrent-resource-quota-syncs", "5")));
    return controller;
  }

  /**
   * Only another limit is counted for. A status that admission wrote is ahead of the informers of
   * what it counts: to count again at once would take back what was just charged.
   */
  private final class Limits implements InformerHandler {
    @Override
    public void added(ApiObject quota) {
      loop.add(quota.objectName());
    }

    @Override
    public void updated(ApiObject before, ApiObject now) {
      if (!before.spec().equals(now.spec())) {
        loop.add(now.objectName());
      }
    }

    @Override
    public void deleted(ApiObject last, boolean isFinalStateUnknown) {}
  }

  private void changed(String resource, String namespace, boolean isLess) {
    for (ApiObject each : quotas.store().inNamespace(namespace)) {
      if (QuotaCount.resources(each).contains(resource)) {
        loop.addAfter(each.objectName(), isLess ? SOON : LATER);
      }
    }
  }

  @Override
  public Result reconcile(ObjectName name) throws InterruptedException {
    Optional<ApiObject> found = quotas.store().get(name);
    if (found.isEmpty() || found.get().isBeingDeleted()) {
      return Result.done();
    }
    ApiObject quota = found.get();
    for (String resource : QuotaCount.resources(quota)) {
      Optional<Informer> informer = counted.of(resource);
      if (informer.isPresent() && !informer.get().awaitSynced(SYNC)) {
        LOG.warn("quota {} waits for {}", name, resource);
        return Result.again();
      }
    }
    JsonObject status =
        QuotaCount.status(
            quota,
            resource ->
                counted
                    .of(resource)
                    .map(each -> each.store().inNamespace(quota.namespace()))
                    .orElse(List.of()),
            context.timing().now());
    if (!QuotaCount.isSame(status, quota.status())) {
      context.client().resource("v1", "resourcequotas").updateStatus(quota.with("status", status));
    }
    return resync.isPositive() ? Result.after(resync) : Result.done();
  }

  @Override
  public void close() {
    loop.close();
    counted.close();
  }
}
