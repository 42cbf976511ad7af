package dev.keelson.apiserver.server.admission.quota;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.GroupVersionResource;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.server.admission.AdmissionRequest;
import dev.keelson.apiserver.server.admission.AdmissionStep;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/**
 * Charges what a request uses to the quotas of its namespace, or refuses it. The last step, since
 * what is charged stays charged: a request that fails later has used up its share until a quota
 * controller counts again, as upstream's has.
 *
 * <p>Unlike upstream's, works without that controller: the limits are those of {@code spec.hard},
 * and what {@code status.used} does not say is counted in the caches once, when it is first needed;
 * that first count goes over all objects of the resource in the namespace. What is deleted is given
 * back by the controller alone.
 *
 * <p>All quotas are checked before one is written. Each is written only as it was read; one that
 * somebody else wrote is read again and checked again. The requests of one namespace take turns, so
 * that they do not get in each other's way. Thread-safe; blocks on the store.
 */
public final class ResourceQuotaStep implements AdmissionStep {
  /** Tries against other servers that charge the same quota. */
  private static final int TRIES = 10;

  /** Namespaces share so many locks. */
  private static final int LOCKS = 64;

  private static final GroupVersionResource QUOTAS =
      new GroupVersionResource("", "v1", "resourcequotas");

  private final QuotaStore store;
  private final InstantSource clock;
  private final List<ReentrantLock> locks =
      IntStream.range(0, LOCKS).mapToObj(_ -> new ReentrantLock()).toList();
  private final Latest latest = new Latest();

  public ResourceQuotaStep(QuotaStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "ResourceQuota";
  }

  @Override
  public void validate(AdmissionRequest request) {
    String namespace = request.name().namespace();
    String groupResource = request.resource().name().groupResource();
    if (namespace.isEmpty() || Evaluators.isIgnored(groupResource)) {
      return;
    }
    Evaluator evaluator = Evaluators.of(groupResource);
    if (!evaluator.handles(request) || store.quotas(namespace).isEmpty()) {
      return;
    }
    ReentrantLock lock = locks.get(Math.floorMod(namespace.hashCode(), LOCKS));
    lock.lock();
    try {
      charge(
          new QuotaCheck(
              request, evaluator, resource -> store.objects(resource, namespace), clock.instant()));
    } finally {
      lock.unlock();
    }
  }

  private void charge(QuotaCheck check) {
    AdmissionRequest request = check.request();
    List<ApiObject> quotas =
        store.quotas(request.name().namespace()).stream().map(latest::of).toList();
    for (int i = 0; i < TRIES; i++) {
      List<QuotaCheck.Charge> charged = check.charged(quotas);
      if (request.isDryRun()) {
        return;
      }
      quotas = again(write(charged));
      if (quotas.isEmpty()) {
        return;
      }
    }
    throw new ApiFailure(
        ApiStatus.conflict(
            QUOTAS,
            quotas.getFirst().name(),
            "the object has been modified; please apply your changes to the latest version and try"
                + " again"));
  }

  /** Those that somebody else wrote meanwhile. */
  private List<ObjectName> write(List<QuotaCheck.Charge> charged) {
    List<ObjectName> left = new ArrayList<>();
    for (QuotaCheck.Charge each : charged) {
      store
          .writeStatus(each.after(), each.before())
          .ifPresentOrElse(latest::put, () -> left.add(each.before().objectName()));
    }
    return left;
  }

  /** As they are now; those that are gone limit nothing any more. */
  private List<ApiObject> again(List<ObjectName> names) {
    List<ApiObject> quotas = names.stream().map(store::read).flatMap(Optional::stream).toList();
    quotas.forEach(latest::put);
    return quotas;
  }

  /** The quotas written last, since the cache may not have them yet. Guarded by itself. */
  private static final class Latest {
    private static final int MOST = 100;

    private final Map<ObjectName, ApiObject> known =
        new LinkedHashMap<>(MOST, 0.75f, true) {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<ObjectName, ApiObject> eldest) {
            return size() > MOST;
          }
        };

    synchronized void put(ApiObject quota) {
      known.put(quota.objectName(), quota);
    }

    synchronized ApiObject of(ApiObject cached) {
      ApiObject written = known.get(cached.objectName());
      if (written == null) {
        return cached;
      }
      if (revision(cached) >= revision(written)) {
        known.remove(cached.objectName());
        return cached;
      }
      return written;
    }

    private static long revision(ApiObject quota) {
      return Long.parseLong(quota.resourceVersion());
    }
  }
}
