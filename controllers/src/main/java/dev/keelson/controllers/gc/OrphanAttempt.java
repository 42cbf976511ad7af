package dev.keelson.controllers.gc;

import dev.keelson.apiserver.client.queue.Reconciler;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.model.ApiFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets an owner's dependents free, then lets the owner go. */
final class OrphanAttempt implements Reconciler<Identity> {
  private static final Logger LOG = LoggerFactory.getLogger(OrphanAttempt.class);

  /** Dependents written at once. */
  private static final int WIDTH = 16;

  private final Graph graph;
  private final LiveObjects live;

  OrphanAttempt(Graph graph, LiveObjects live) {
    this.graph = graph;
    this.live = live;
  }

  @Override
  public Result reconcile(Identity owner) throws Exception {
    try (ExecutorService workers =
        Executors.newFixedThreadPool(WIDTH, Thread.ofVirtual().factory())) {
      List<Future<?>> all = new ArrayList<>();
      for (Graph.View each : graph.dependents(owner.uid())) {
        all.add(workers.submit(() -> free(each.identity(), owner.uid())));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } catch (ExecutionException e) {
      LOG.info("could not orphan the dependents of {} yet: {}", owner, e.getMessage());
      return Result.again();
    }
    live.removeFinalizer(owner, Seen.ORPHAN);
    return Result.done();
  }

  /** Whether it was still there. */
  private boolean free(Identity dependent, String owner) throws Exception {
    try {
      live.removeOwners(dependent, Set.of(owner));
      return true;
    } catch (ApiFailure e) {
      if (e.status().code() == 404) {
        return false;
      }
      throw e;
    }
  }
}
