package dev.keelson.controllers.network;

import dev.keelson.apiserver.client.informer.InformerHandler;
import dev.keelson.apiserver.client.informer.Store;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.pod.PodView;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Of changes of pods, those that concern a Service: an address, readiness, an end, or labels that
 * make it one of other Services. A heartbeat in a status queues nothing.
 */
public final class ServicesOfPods implements InformerHandler {
  private final Store services;
  private final Consumer<ObjectName> queue;

  public ServicesOfPods(Store services, Consumer<ObjectName> queue) {
    this.services = services;
    this.queue = queue;
  }

  @Override
  public void added(ApiObject pod) {
    selecting(pod).forEach(queue);
  }

  @Override
  public void updated(ApiObject before, ApiObject now) {
    boolean isChanged = differs(new PodView(before), new PodView(now));
    if (mayMove(before, now)) {
      Set<ObjectName> old = selecting(before);
      Set<ObjectName> all = selecting(now);
      Set<ObjectName> both = new HashSet<>(old);
      both.retainAll(all);
      all.addAll(old);
      if (!isChanged) {
        all.removeAll(both);
      }
      all.forEach(queue);
    } else if (isChanged) {
      selecting(now).forEach(queue);
    }
  }

  @Override
  public void deleted(ApiObject last, boolean isFinalStateUnknown) {
    selecting(last).forEach(queue);
  }

  private Set<ObjectName> selecting(ApiObject pod) {
    Set<ObjectName> names = new HashSet<>();
    for (ApiObject each : services.inNamespace(pod.namespace())) {
      if (new ServiceView(each).selects(pod)) {
        names.add(each.objectName());
      }
    }
    return names;
  }

  private static boolean mayMove(ApiObject before, ApiObject now) {
    return !before.metadata().get("labels").equals(now.metadata().get("labels"))
        || !before.spec().text("hostname").equals(now.spec().text("hostname"))
        || !before.spec().text("subdomain").equals(now.spec().text("subdomain"));
  }

  private static boolean differs(PodView before, PodView now) {
    return before.isBeingDeleted() != now.isBeingDeleted()
        || before.isTerminal() != now.isTerminal()
        || before.isReady() != now.isReady()
        || !before.nodeName().equals(now.nodeName())
        || !before.podIps().equals(now.podIps());
  }
}
