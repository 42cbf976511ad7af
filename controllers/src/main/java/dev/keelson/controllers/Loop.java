package dev.keelson.controllers;

import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.InformerHandler;
import dev.keelson.apiserver.client.queue.QueueStats;
import dev.keelson.apiserver.client.queue.ReconcileLoop;
import dev.keelson.apiserver.client.queue.Reconciler;
import dev.keelson.apiserver.client.queue.WorkQueue;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The usual controller: informers put names into a queue, workers take them once all informers that
 * were named are synced.
 *
 * <pre>{@code
 * return Loop.of("replicaset-controller", context, reconciler)
 *     .on(replicaSets, each -> List.of(each.objectName()))
 *     .on(pods, ownerOf("ReplicaSet"))
 *     .start(5);
 * }</pre>
 */
public final class Loop implements Controller {
  private final String name;
  private final WorkQueue<ObjectName> queue;
  private final ReconcileLoop<ObjectName> workers;
  private final List<Informer> informers = new ArrayList<>();
  private volatile Thread starter = Thread.ofVirtual().unstarted(() -> {});

  private Loop(String name, WorkQueue<ObjectName> queue, Reconciler<ObjectName> reconciler) {
    this.name = name;
    this.queue = queue;
    this.workers = new ReconcileLoop<>(name, queue, reconciler);
  }

  /**
   * @param name in metrics and logs, where upstream says {@code replicaset}
   */
  public static Loop of(String name, ControllerContext context, Reconciler<ObjectName> reconciler) {
    return of(name, WorkQueue.usual(context.timing()), reconciler);
  }

  /** With a queue of its own, whose retries are not the usual ones. */
  public static Loop of(
      String name, WorkQueue<ObjectName> queue, Reconciler<ObjectName> reconciler) {
    return new Loop(name, queue, reconciler);
  }

  /** Names that a change of {@code informer}'s objects concerns are queued; of both states. */
  public Loop on(
      Informer informer, Function<ApiObject, ? extends Collection<ObjectName>> concerned) {
    informers.add(informer);
    informer.addHandler(
        new InformerHandler() {
          @Override
          public void added(ApiObject object) {
            concerned.apply(object).forEach(queue::add);
          }

          @Override
          public void updated(ApiObject before, ApiObject now) {
            concerned.apply(before).forEach(queue::add);
            concerned.apply(now).forEach(queue::add);
          }

          @Override
          public void deleted(ApiObject last, boolean isFinalStateUnknown) {
            concerned.apply(last).forEach(queue::add);
          }
        });
    return this;
  }

  /** Waited for, but not listened to. */
  public Loop needs(Informer informer) {
    informers.add(informer);
    return this;
  }

  public void add(ObjectName name) {
    queue.add(name);
  }

  public void addAfter(ObjectName name, Duration delay) {
    queue.addAfter(name, delay);
  }

  /** Work begins when the informers are synced. */
  public Loop start(int count) {
    starter =
        Thread.ofVirtual()
            .name(name + "-starter")
            .start(
                () -> {
                  try {
                    for (Informer each : informers) {
                      while (!each.awaitSynced(Duration.ofSeconds(10))) {
                        // The informer goes on trying, and says why in the log.
                      }
                    }
                    workers.start(count);
                  } catch (InterruptedException _) {
                    // Closed before it began.
                  }
                });
    return this;
  }

  public QueueStats stats() {
    return queue.stats();
  }

  @Override
  public Map<String, QueueStats> queues() {
    return Map.of(name, stats());
  }

  @Override
  public void close() {
    starter.interrupt();
    workers.close();
  }
}
