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

  /** For what is free to be used soon, and several that go together to be counted once. */
  private static final Duration SOON = Duration.ofMillis(100);

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
    controller.quotas.addHandler(controller.onWants());
    controller
        .loop
        .needs(controller.quotas)
        .start(Integer.parseInt(context.options().text("concurrent-resource-quota-syncs", "5")));
    return controller;
  }

  /**
   * What a quota wants, not what is written of its use: admission has just charged that, and what
   * it charged for may not have come here yet. Counting then would give it back.
   */
  private InformerHandler onWants() {
    return new InformerHandler() {
      @Override
      public void added(ApiObject quota) {
        loop.add(quota.objectName());
      }

      @Override
      public void updated(ApiObject before, ApiObject now) {
        if (before == now || !before.spec().equals(now.spec())) {
          loop.add(now.objectName());
        }
      }
    };
  }

  /** Only what has become less: what is more was charged when it was admitted. */
  private void changed(String resource, String namespace, boolean isLess) {
    if (!isLess) {
      return;
    }
    for (ApiObject each : quotas.store().inNamespace(namespace)) {
      if (QuotaCount.resources(each).contains(resource)) {
        loop.addAfter(each.objectName(), SOON);
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
