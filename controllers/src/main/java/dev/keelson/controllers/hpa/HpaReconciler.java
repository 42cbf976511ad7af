package dev.keelson.controllers.hpa;

import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionResource;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.select.BadSelector;
import dev.keelson.apiserver.model.select.LabelSelector;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.hpa.MetricOutcome.Computed;
import dev.keelson.controllers.hpa.MetricOutcome.Failed;
import dev.keelson.controllers.hpa.ScaleTargets.Scale;
import dev.keelson.controllers.pod.PodView;
import dev.keelson.controllers.pod.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** One look at one autoscaler. What it did before, it remembers by name. */
final class HpaReconciler {
  private static final String ACTIVE = "ScalingActive";
  private static final String ABLE = "AbleToScale";

  /** Ends a look; what it found is in the status already. */
  private static final class Ended extends Exception {
    private static final long serialVersionUID = 1L;

    Ended() {
      super("", null, false, false);
    }
  }

  /** What the metrics want, and why. */
  private record Wanted(int replicas, String metric, List<JsonObject> statuses) {}

  private final ControllerContext context;
  private final HpaOptions options;
  private final Informer hpas;
  private final Informer pods;
  private final ScaleTargets targets;
  private final MetricEvaluator evaluator;
  private final Map<ObjectName, ScaleHistory> histories = new ConcurrentHashMap<>();

  /** Of autoscalers that have been looked at, to see two that share pods. */
  private final Map<ObjectName, LabelSelector> selectors = new ConcurrentHashMap<>();

  HpaReconciler(ControllerContext context, HpaOptions options, Informer hpas, Informer pods) {
    this.context = context;
    this.options = options;
    this.hpas = hpas;
    this.pods = pods;
    this.targets = new ScaleTargets(context.client());
    this.evaluator =
        new MetricEvaluator(
            new MetricsApi(context.client()),
            (version, kind) -> targets.find(version, kind).groupResource());
  }

  Result reconcile(ObjectName name) {
    Optional<ApiObject> found = hpas.store().get(name);
    if (found.isEmpty()) {
      histories.remove(name);
      selectors.remove(name);
      return Result.done();
    }
    HpaView hpa = new HpaView(found.get());
    HpaStatus status = new HpaStatus(found.get(), Times.text(context.timing().now()));
    try {
      look(hpa, status);
    } catch (Ended _) {
      // Said in the conditions.
    }
    write(status);
    return Result.after(options.period());
  }

  private void write(HpaStatus status) {
    if (!status.isChanged()) {
      return;
    }
    ResourceClient resource = context.writing(hpas);
    try {
      resource.updateStatus(status.object());
    } catch (ApiFailure e) {
      if (e.status().code() != 409 && e.status().code() != 404) {
        warn(status.object(), "FailedUpdateStatus", e.status().message());
      }
      // Somebody changed it meanwhile: the next look writes it.
    }
  }

  private void look(HpaView hpa, HpaStatus status) throws Ended {
    Scale scale = scale(hpa, status);
    int current = scale.wanted();
    ScaleHistory history = histories.computeIfAbsent(hpa.name(), _ -> new ScaleHistory());
    history.begin(current, context.timing().nanos());
    if (current == 0) {
      status.set(
          ACTIVE,
          false,
          "ScalingDisabled",
          "scaling is disabled since the replica count of the target is zero");
      status.remove("ScaledToZero");
      status.replicas(current, current, List.of());
    } else if (current > hpa.most()) {
      String reason = "Current number of replicas above Spec.MaxReplicas";
      rescale(hpa, status, scale, hpa.most(), reason, List.of());
    } else if (current < hpa.least()) {
      String reason = "Current number of replicas below Spec.MinReplicas";
      rescale(hpa, status, scale, hpa.least(), reason, List.of());
    } else {
      byMetrics(hpa, status, scale, history);
    }
  }

  private Scale scale(HpaView hpa, HpaStatus status) throws Ended {
    JsonObject target = hpa.target();
    String why;
    try {
      GroupVersionResource resource = targets.find(target.text("apiVersion"), target.text("kind"));
      Scale scale = targets.get(resource, new ObjectName(hpa.namespace(), target.text("name")));
      status.set(
          ABLE,
          true,
          "SucceededGetScale",
          "the HPA controller was able to get the target's current scale");
      return scale;
    } catch (ApiFailure e) {
      why = e.status().message();
    } catch (MetricFailure e) {
      why = e.text();
    }
    warn(hpa.object(), "FailedGetScale", why);
    status.set(
        ABLE,
        false,
        "FailedGetScale",
        "the HPA controller was unable to get the target's current scale: " + why);
    throw new Ended();
  }

  private void byMetrics(HpaView hpa, HpaStatus status, Scale scale, ScaleHistory history)
      throws Ended {
    int current = scale.wanted();
    Wanted wanted = compute(hpa, status, scale);
    String reason =
        wanted.replicas() > current
            ? wanted.metric() + " above target"
            : wanted.replicas() < current ? "All metrics below target" : "";
    long now = context.timing().nanos();
    Normalized normalized =
        hpa.hasBehavior()
            ? Normalized.by(
                hpa.up(),
                hpa.down(options.downWindow()),
                current,
                wanted.replicas(),
                hpa.least(),
                hpa.most(),
                history,
                now)
            : Normalized.simply(
                current,
                wanted.replicas(),
                hpa.least(),
                hpa.most(),
                history,
                options.downWindow(),
                now);
    status.set(ABLE, true, normalized.stabilized().reason(), normalized.stabilized().message());
    status.set(
        "ScalingLimited",
        normalized.isLimited(),
        normalized.limited().reason(),
        normalized.limited().message());
    if (normalized.replicas() == current) {
      status.replicas(current, current, wanted.statuses());
    } else {
      rescale(hpa, status, scale, normalized.replicas(), reason, wanted.statuses());
    }
  }

  private Wanted compute(HpaView hpa, HpaStatus status, Scale scale) throws Ended {
    List<PodView> selected = select(hpa, status, scale);
    PodGroups.Ages ages =
        new PodGroups.Ages(
            options.initialization(), options.readinessDelay(), context.timing().now());
    ReplicaMath math =
        new ReplicaMath(scale.wanted(), hpa.tolerances(options.tolerance()), selected, ages);
    MetricEvaluator.Target target =
        new MetricEvaluator.Target(hpa.namespace(), scale.selector(), scale.running(), math);
    List<JsonObject> statuses = new ArrayList<>();
    List<Failed> failures = new ArrayList<>();
    int replicas = 0;
    String metric = "";
    for (JsonObject spec : hpa.metrics()) {
      switch (evaluator.evaluate(new MetricSpec(spec), target)) {
        case Failed failed -> {
          warn(hpa.object(), failed.reason(), failed.cause());
          failures.add(failed);
          statuses.add(JsonObject.builder().put("type", "").build());
        }
        case Computed computed -> {
          statuses.add(computed.status());
          if (replicas == 0 || computed.replicas() > replicas) {
            replicas = computed.replicas();
            metric = computed.name();
          }
        }
      }
    }
    boolean isUseless = failures.size() == hpa.metrics().size();
    if (isUseless || (!failures.isEmpty() && replicas < scale.wanted())) {
      fail(hpa, status, scale, failures, statuses);
    }
    status.set(
        ACTIVE,
        true,
        "ValidMetricFound",
        "the HPA was able to successfully calculate a replica count from " + metric);
    return new Wanted(replicas, metric, statuses);
  }

  /** Nobody scales down while a metric that may want more is silent. */
  private void fail(
      HpaView hpa, HpaStatus status, Scale scale, List<Failed> failures, List<JsonObject> statuses)
      throws Ended {
    Failed first = failures.getFirst();
    status.set(
        ACTIVE,
        false,
        first.reason(),
        "the HPA was unable to compute the replica count: " + first.cause());
    String text =
        "invalid metrics (%d invalid out of %d), first error is: %s"
            .formatted(failures.size(), hpa.metrics().size(), first.whole());
    status.replicas(scale.wanted(), status.desired(), statuses);
    warn(hpa.object(), "FailedComputeMetricsReplicas", text);
    throw new Ended();
  }

  private List<PodView> select(HpaView hpa, HpaStatus status, Scale scale) throws Ended {
    String text = scale.selector();
    if (text.isEmpty()) {
      unselected(
          hpa,
          status,
          scale,
          "SelectorRequired",
          "selector is required",
          "InvalidSelector",
          "the HPA target's scale is missing a selector");
    }
    LabelSelector selector;
    try {
      selector = LabelSelector.parse(text);
    } catch (BadSelector e) {
      String why =
          "couldn't convert selector into a corresponding internal selector object: "
              + e.getMessage();
      unselected(hpa, status, scale, "InvalidSelector", why, "InvalidSelector", why);
      throw new Ended();
    }
    selectors.put(hpa.name(), selector);
    List<PodView> selected =
        PodView.of(pods.store().inNamespace(hpa.namespace())).stream()
            .filter(pod -> pod.matches(selector))
            .toList();
    List<String> others =
        selectors.entrySet().stream()
            .filter(each -> each.getKey().namespace().equals(hpa.namespace()))
            .filter(each -> selected.stream().anyMatch(pod -> pod.matches(each.getValue())))
            .map(each -> "{" + each.getKey().name() + " " + each.getKey().namespace() + "}")
            .sorted()
            .toList();
    if (others.size() > 1) {
      String why =
          "pods by selector "
              + text
              + " are controlled by multiple HPAs: ["
              + (String.join(" ", others) + "]");
      unselected(hpa, status, scale, "AmbiguousSelector", why, "AmbiguousSelector", why);
    }
    return selected;
  }

  private void unselected(
      HpaView hpa,
      HpaStatus status,
      Scale scale,
      String event,
      String why,
      String reason,
      String message)
      throws Ended {
    warn(hpa.object(), event, why);
    status.set(ACTIVE, false, reason, message);
    status.replicas(scale.wanted(), status.desired(), List.of());
    warn(hpa.object(), "FailedComputeMetricsReplicas", why);
    throw new Ended();
  }

  private void rescale(
      HpaView hpa,
      HpaStatus status,
      Scale scale,
      int replicas,
      String reason,
      List<JsonObject> metrics)
      throws Ended {
    int current = scale.wanted();
    String size = "New size: " + replicas + "; reason: " + reason;
    try {
      ObjectName target = new ObjectName(hpa.namespace(), hpa.target().text("name"));
      targets.set(scale, target, replicas);
    } catch (ApiFailure e) {
      String why = e.status().message();
      warn(hpa.object(), "FailedRescale", size + "; error: " + why);
      status.set(
          ABLE,
          false,
          "FailedUpdateScale",
          "the HPA controller was unable to update the target scale: " + why);
      status.replicas(current, status.desired(), metrics);
      throw new Ended();
    }
    status.set(
        ABLE,
        true,
        "SucceededRescale",
        "the HPA controller was able to update the target scale to " + replicas);
    context.events().accept(EventNote.normal(hpa.object(), "SuccessfulRescale", size));
    status.remove("ScaledToZero");
    if (hpa.hasBehavior()) {
      ScalingRules rules = replicas > current ? hpa.up() : hpa.down(options.downWindow());
      histories
          .computeIfAbsent(hpa.name(), _ -> new ScaleHistory())
          .changed(current, replicas, rules.longestPeriod(), context.timing().nanos());
    }
    status.replicas(current, replicas, metrics);
    status.scaledNow();
  }

  private void warn(ApiObject hpa, String reason, String message) {
    context.events().accept(EventNote.warning(hpa, reason, message));
  }
}
