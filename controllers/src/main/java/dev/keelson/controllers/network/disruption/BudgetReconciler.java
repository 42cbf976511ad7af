package dev.keelson.controllers.network.disruption;

import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.client.Withdrawal;
import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.client.informer.Store;
import dev.keelson.apiserver.client.queue.Reconciler;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.select.BadSelector;
import dev.keelson.apiserver.model.select.LabelSelector;
import dev.keelson.controllers.pod.PodView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a budget's status to what its pods are. */
final class BudgetReconciler implements Reconciler<ObjectName> {
  private static final Logger LOG = LoggerFactory.getLogger(BudgetReconciler.class);

  private final ResourceClient budgets;
  private final Store stored;
  private final Store pods;
  private final Scales scales;
  private final Consumer<EventNote> events;
  private final Timing timing;

  BudgetReconciler(
      ResourceClient budgets,
      Store stored,
      Store pods,
      Scales scales,
      Consumer<EventNote> events,
      Timing timing) {
    this.budgets = budgets;
    this.stored = stored;
    this.pods = pods;
    this.scales = scales;
    this.events = events;
    this.timing = timing;
  }

  @Override
  public Result reconcile(ObjectName name) {
    Optional<BudgetView> found = stored.get(name).map(BudgetView::new);
    if (found.isEmpty()) {
      return Result.done();
    }
    BudgetView budget = found.get();
    try {
      return reconcile(budget);
    } catch (ApiFailure e) {
      Withdrawal.passOn(e);
      if (e.status().code() == 409) {
        throw e;
      }
      return fail(budget, e.status().message());
    } catch (TransportFailure e) {
      return fail(budget, String.valueOf(e.getMessage()));
    } catch (BadSelector | IllegalArgumentException | NoScale e) {
      return fail(budget, String.valueOf(e.getMessage()));
    }
  }

  /** So that at least nothing is evicted. */
  private Result fail(BudgetView budget, String why) {
    LOG.warn("PodDisruptionBudget {}: {}", budget.object().objectName(), why);
    write(budget, BudgetPlan.failed(budget, why, timing.now()));
    return Result.done();
  }

  private Result reconcile(BudgetView budget) {
    List<PodView> selected = selected(budget);
    Scales.Sum scale = new Scales.Sum(0, List.of());
    if (budget.needsScale()) {
      try {
        scale = scales.of(selected);
      } catch (ApiFailure | TransportFailure | NoScale e) {
        events.accept(
            EventNote.warning(
                budget.object(),
                "CalculateExpectedPodCountFailed",
                "Failed to calculate the number of expected pods: " + e.getMessage()));
        throw e;
      }
    }
    if (!scale.unmanaged().isEmpty()) {
      events.accept(unmanaged(budget));
    }
    Instant now = timing.now();
    BudgetPlan plan = BudgetPlan.of(budget, selected, scale.replicas(), now);
    plan.notDeleted().forEach(pod -> events.accept(notDeleted(pod, budget)));
    write(budget, plan.on(budget, now));
    return plan.recheck()
        .map(at -> Result.after(Duration.between(now, at).plusMillis(1)))
        .orElse(Result.done());
  }

  private List<PodView> selected(BudgetView budget) {
    LabelSelector selector;
    try {
      selector = budget.selector();
    } catch (BadSelector e) {
      events.accept(
          EventNote.warning(budget.object(), "NoPods", "Failed to get pods: " + e.getMessage()));
      throw e;
    }
    List<PodView> selected =
        pods.inNamespace(budget.object().namespace()).stream()
            .map(PodView::new)
            .filter(pod -> pod.matches(selector))
            .toList();
    if (selected.isEmpty()) {
      events.accept(EventNote.normal(budget.object(), "NoPods", "No matching pods found"));
    }
    return selected;
  }

  private static EventNote unmanaged(BudgetView budget) {
    return EventNote.warning(
        budget.object(),
        "UnmanagedPods",
        ("Pods selected by this PodDisruptionBudget (selector: %s) were found to be unmanaged. As a"
                + " result, the status of the PDB cannot be calculated correctly, which may result"
                + " in undefined behavior. To account for these pods please set"
                + " \".spec.minAvailable\" field of the PDB to an integer value.")
            .formatted(budget.selector()));
  }

  /** Upstream says the namespace twice; whoever reads it knows the text. */
  private static EventNote notDeleted(PodView pod, BudgetView budget) {
    String namespace = budget.object().namespace();
    return EventNote.warning(
        pod.object(),
        "NotDeleted",
        "Pod was expected by PDB %s/%s to be deleted but it wasn't"
            .formatted(namespace, namespace));
  }

  private void write(BudgetView budget, JsonObject status) {
    if (status != budget.status()) {
      ApiObject changed = budget.object().with("status", status);
      budgets.updateStatus(changed);
    }
  }
}
