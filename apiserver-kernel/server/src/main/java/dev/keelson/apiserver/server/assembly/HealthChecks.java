package dev.keelson.apiserver.server.assembly;

import dev.keelson.apiserver.server.site.HealthSite;
import dev.keelson.apiserver.server.site.HealthSite.Check;
import dev.keelson.apiserver.server.storage.RequestDeadline;
import dev.keelson.apiserver.server.storage.cache.Cachers;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.KvStore;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.mvcc.RangeResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** What is checked of a running server, under upstream's names where it checks the same. */
final class HealthChecks {
  /** Of upstream's {@code --etcd-healthcheck-timeout} and {@code --etcd-readycheck-timeout}. */
  private static final Duration STORE_LIMIT = Duration.ofSeconds(2);

  private static final RangeQuery PROBE = RangeQuery.key(Bytes.of("/registry/health")).onlyCount();

  private HealthChecks() {}

  static HealthSite site(KvStore store, Cachers cachers, AtomicBoolean isBegun) {
    BooleanSupplier answers = () -> answers(store);
    List<Check> base = new ArrayList<>();
    base.add(new Check("ping", () -> true));
    base.add(new Check("log", () -> true));
    base.add(new Check("etcd", answers));
    List<Check> hooks =
        List.of(
            new Check("poststarthook/start-apiserver-admission-initializer", () -> true),
            new Check("poststarthook/generic-apiserver-start-informers", cachers::isReady),
            new Check("poststarthook/start-system-namespaces-controller", isBegun::get),
            new Check("poststarthook/start-cluster-authentication-info-controller", isBegun::get),
            new Check("poststarthook/storage-readiness", cachers::isReady),
            new Check("poststarthook/start-legacy-token-tracking-controller", isBegun::get),
            new Check("poststarthook/start-service-ip-repair-controllers", isBegun::get),
            new Check("poststarthook/rbac/bootstrap-roles", isBegun::get),
            new Check("poststarthook/scheduling/bootstrap-system-priority-classes", isBegun::get),
            new Check("poststarthook/bootstrap-controller", isBegun::get),
            new Check("poststarthook/start-kubernetes-service-cidr-controller", isBegun::get));
    List<Check> live = new ArrayList<>(base);
    live.addAll(hooks);
    List<Check> ready = new ArrayList<>(base);
    ready.add(new Check("etcd-readiness", answers));
    ready.add(new Check("informer-sync", cachers::isReady));
    ready.addAll(hooks);
    return new HealthSite(live, live, ready);
  }

  private static boolean answers(KvStore store) {
    try {
      Outcome<RangeResult> answer =
          store
              .range(PROBE, KvStore.Consistency.LINEARIZABLE)
              .get(RequestDeadline.left(STORE_LIMIT).toNanos(), TimeUnit.NANOSECONDS);
      return !(answer instanceof Outcome.Refused);
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
