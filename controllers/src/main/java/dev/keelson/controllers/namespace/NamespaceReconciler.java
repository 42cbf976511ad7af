package dev.keelson.controllers.namespace;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.WriteOptions;
import dev.keelson.apiserver.client.queue.Reconciler;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonArray;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what is in a terminating namespace until nothing is left, then takes the finalizer {@code
 * kubernetes} away. Upstream waits five seconds before it begins, so that every API server has
 * heard of the deletion and admits nothing more; here the deletion begins at once, and it is the
 * end that waits: the finalizer goes after a pass that began at least {@link #SETTLED} after the
 * deletion was first seen, and found nothing.
 */
final class NamespaceReconciler implements Reconciler<ObjectName> {
  private static final Logger LOG = LoggerFactory.getLogger(NamespaceReconciler.class);

  static final Duration SETTLED = Duration.ofSeconds(1);

  private static final String FINALIZER = "kubernetes";
  private static final int MOST_CONFLICTS = 10;

  private final ApiClient client;
  private final ResourceClient namespaces;

  /** By uid; as many as are being deleted. */
  private final Map<String, Progress> progress = new ConcurrentHashMap<>();

  /**
   * @param seenAt nanoseconds of monotone time, of the first pass
   * @param passes so far
   */
  private record Progress(long seenAt, int passes) {
    Progress next() {
      return new Progress(seenAt, passes + 1);
    }

    /** Half of what is estimated at most; sooner at first, since most of it ends sooner. */
    Duration pause(long estimate) {
      Duration longest = Duration.ofSeconds(estimate / 2 + 1);
      Duration soon = Duration.ofMillis(250L << Math.min(passes, 10));
      return soon.compareTo(longest) < 0 ? soon : longest;
    }
  }

  NamespaceReconciler(ApiClient client) {
    this.client = client;
    this.namespaces = client.resource("v1", "namespaces");
  }

  @Override
  public Result reconcile(ObjectName name) throws Exception {
    Optional<ApiObject> found = namespaces.find(name);
    if (found.isEmpty() || !found.get().isBeingDeleted()) {
      return Result.done();
    }
    Optional<ApiObject> terminating = change(found.get(), this::terminating);
    if (terminating.isEmpty() || finalizers(terminating.get()).isEmpty()) {
      terminating.ifPresent(each -> progress.remove(each.uid()));
      return Result.done();
    }
    return empty(terminating.get());
  }

  private Result empty(ApiObject namespace) throws InterruptedException {
    long began = client.timing().nanos();
    Progress now =
        progress.compute(
            namespace.uid(), (_, old) -> old == null ? new Progress(began, 1) : old.next());
    Instant deletedAt = Instant.parse(namespace.metadata().text("deletionTimestamp"));
    ContentDeletion.Outcome outcome =
        new ContentDeletion(client, namespace.name(), deletedAt).run();
    tell(namespace, outcome);
    DeletionReport report = outcome.report();
    if (report.hasErrors()) {
      LOG.info("namespace {} is not empty yet: {}", namespace.name(), report.errors());
      return Result.again();
    }
    if (!report.isEmpty()) {
      return Result.after(now.pause(report.estimate()));
    }
    Duration early = SETTLED.minusNanos(began - now.seenAt());
    if (early.isPositive()) {
      return Result.after(early);
    }
    change(namespace, this::finalized);
    progress.remove(namespace.uid());
    return Result.done();
  }

  /** What it is waiting for is for people to read: that it cannot be told stops nothing. */
  private void tell(ApiObject namespace, ContentDeletion.Outcome outcome) {
    JsonArray known = namespace.status().array("conditions");
    JsonArray wanted =
        NamespaceCondition.merge(
            known, outcome.report().troubles(outcome.isComplete()), client.timing().now());
    if (wanted == known) {
      return;
    }
    try {
      namespaces.updateStatus(namespace.withStatus(status -> status.with("conditions", wanted)));
    } catch (ApiFailure e) {
      LOG.debug("conditions of namespace {}: {}", namespace.name(), e.getMessage());
    }
  }

  @FunctionalInterface
  private interface Change {
    ApiObject apply(ApiObject namespace);
  }

  /** Tried again on what others have written meanwhile; empty: it is gone, or another one. */
  private Optional<ApiObject> change(ApiObject namespace, Change change) {
    ApiObject latest = namespace;
    for (int left = MOST_CONFLICTS; ; left--) {
      try {
        return Optional.of(change.apply(latest));
      } catch (ApiFailure e) {
        if (e.status().code() == 404) {
          return Optional.empty();
        }
        if (e.status().code() != 409 || left == 0) {
          throw e;
        }
        Optional<ApiObject> again = namespaces.find(latest.objectName());
        if (again.isEmpty() || !again.get().uid().equals(latest.uid())) {
          return Optional.empty();
        }
        latest = again.get();
      }
    }
  }

  private ApiObject terminating(ApiObject namespace) {
    return namespace.status().text("phase").equals("Terminating")
        ? namespace
        : namespaces.updateStatus(
            namespace.withStatus(status -> status.with("phase", "Terminating")));
  }

  private ApiObject finalized(ApiObject namespace) {
    List<String> others =
        finalizers(namespace).stream().filter(each -> !each.equals(FINALIZER)).sorted().toList();
    ApiObject next = namespace.withSpec(spec -> spec.with("finalizers", JsonArray.ofText(others)));
    return namespaces
        .subresource("finalize")
        .update(namespace.objectName(), next, WriteOptions.USUAL);
  }

  private static List<String> finalizers(ApiObject namespace) {
    return namespace.spec().array("finalizers").texts().toList();
  }
}
