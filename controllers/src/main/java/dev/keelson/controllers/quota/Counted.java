package dev.keelson.controllers.quota;

import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.InformerHandler;
import dev.keelson.apiserver.client.informer.InformerOptions;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionResource;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.discovery.Discovery;
import dev.keelson.controllers.discovery.ServedResource;
import dev.keelson.controllers.discovery.ServedResources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Informers of the resources that some quota counts; of others there are none. What is counted by
 * number alone is held by name alone. Thread-safe.
 */
final class Counted implements AutoCloseable {
  /** Is told of what changes. */
  interface Watcher {
    /**
     * @param isLess something may have become free
     */
    void changed(String resource, String namespace, boolean isLess);
  }

  /** Discovery is not asked again for a resource that is not there within this. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ControllerContext context;
  private final Watcher watcher;
  private final Map<String, Informer> informers = new HashMap<>();
  private final List<Informer> own = new ArrayList<>();
  private ServedResources served = ServedResources.NONE;
  private long servedAt;
  private boolean isClosed;

  Counted(ControllerContext context, Watcher watcher) {
    this.context = context;
    this.watcher = watcher;
  }

  /**
   * Perhaps not synced yet.
   *
   * @param resource {@code deployments.apps}
   * @return empty: no such resource is served
   */
  synchronized Optional<Informer> of(String resource) {
    Informer known = informers.get(resource);
    if (known != null || isClosed) {
      return Optional.ofNullable(known);
    }
    Optional<Informer> fresh = find(resource).map(each -> open(resource, each));
    fresh.ifPresent(each -> informers.put(resource, each));
    return fresh;
  }

  private Optional<GroupVersionResource> find(String resource) {
    switch (resource) {
      case "pods", "services", "persistentvolumeclaims" -> {
        return Optional.of(new GroupVersionResource("", "v1", resource));
      }
      default -> {}
    }
    long now = context.timing().nanos();
    if (search(resource).isEmpty()
        && (served == ServedResources.NONE || now - servedAt > PATIENCE.toNanos())) {
      served = Discovery.read(context.client());
      servedAt = now;
    }
    return search(resource);
  }

  private Optional<GroupVersionResource> search(String resource) {
    return served.preferredThatCan("list", "watch", "delete").stream()
        .filter(each -> each.isNamespaced())
        .map(ServedResource::resource)
        .filter(each -> each.groupResource().equals(resource))
        .findFirst();
  }

  private Informer open(String resource, GroupVersionResource served) {
    Informer informer =
        switch (resource) {
          case "pods", "services", "persistentvolumeclaims" -> context.informers().of(served);
          default -> context.informers().find(served).orElseGet(() -> byName(served));
        };
    informer.addHandler(new Handler(resource));
    return informer.start();
  }

  private Informer byName(GroupVersionResource resource) {
    Informer informer =
        Informer.of(
            context.client().resource(resource).metadataOnly(),
            InformerOptions.ALL.transformed(Counted::slim),
            context.random());
    own.add(informer);
    return informer;
  }

  private static ApiObject slim(ApiObject object) {
    JsonObject metadata =
        JsonObject.builder()
            .put("name", object.name())
            .putUnlessEmpty("namespace", object.namespace())
            .put("uid", object.uid())
            .put("resourceVersion", object.resourceVersion())
            .build();
    return new ApiObject(JsonObject.of("metadata", metadata));
  }

  private final class Handler implements InformerHandler {
    private final String resource;

    Handler(String resource) {
      this.resource = resource;
    }

    @Override
    public void added(ApiObject object) {
      watcher.changed(resource, object.namespace(), false);
    }

    @Override
    public void updated(ApiObject before, ApiObject now) {
      boolean isOfInterest =
          switch (resource) {
            case "pods" -> hasChanged(before, now);
            case "services", "persistentvolumeclaims" -> true;
            default -> false;
          };
      if (isOfInterest) {
        watcher.changed(resource, now.namespace(), true);
      }
    }

    private static boolean hasChanged(ApiObject before, ApiObject now) {
      return !before.status().text("phase").equals(now.status().text("phase"))
          || before.isBeingDeleted() != now.isBeingDeleted()
          || before.generation() != now.generation();
    }

    @Override
    public void deleted(ApiObject last, boolean isFinalStateUnknown) {
      watcher.changed(resource, last.namespace(), true);
    }
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    own.forEach(Informer::close);
  }
}
