package dev.keelson.controllers.namespace;

import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.queue.RetryLimits;
import dev.keelson.apiserver.client.queue.WorkQueue;
import dev.keelson.apiserver.client.time.TokenBucket;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.Loop;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code namespace-controller}. */
public final class NamespaceControllers {
  public static final ControllerKind NAMESPACE =
      ControllerKind.of(
          "namespace-controller",
          context -> {
            Informer namespaces = context.informers().of("v1", "namespaces");
            // At least once a minute, however often it failed: somebody may be waiting for it.
            WorkQueue<ObjectName> queue =
                new WorkQueue<>(
                    context.timing(),
                    new RetryLimits<>(
                        Duration.ofMillis(5),
                        Duration.ofSeconds(60),
                        Optional.of(new TokenBucket(10, 100, context.timing()))));
            return Loop.of("namespace-controller", queue, new NamespaceReconciler(context.client()))
                .on(
                    namespaces,
                    each -> each.isBeingDeleted() ? List.of(each.objectName()) : List.of())
                .start(
                    Integer.parseInt(context.options().text("concurrent-namespace-syncs", "10")));
          });

  private NamespaceControllers() {}
}
