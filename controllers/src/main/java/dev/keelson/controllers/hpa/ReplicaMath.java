package dev.keelson.controllers.hpa;

import dev.keelson.controllers.pod.PodView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * From samples to a number of replicas, as upstream's {@code ReplicaCalculator}: what is not known
 * of a pod is assumed so that it damps. Pure.
 *
 * @param current the target's replicas, as its scale's spec says
 * @param pods all that its selector selects
 */
record ReplicaMath(int current, Tolerances tolerances, List<PodView> pods, PodGroups.Ages ages) {
  private static final String NO_PODS =
      "no pods returned by selector while calculating replica count";
  private static final String NO_METRICS =
      "did not receive metrics for targeted pods (pods might be unready)";

  /** How far usage is from its target. */
  private record Ratio(double value, int utilization, long average) {}

  private interface Measure {
    Ratio of(Map<String, PodMetric> metrics) throws MetricFailure;
  }

  /**
   * By the share of what pods requested.
   *
   * @param container "": all of a pod's
   * @param targetPercent of the request
   */
  Proposal utilization(
      Map<String, PodMetric> metrics, String resource, String container, int targetPercent)
      throws MetricFailure {
    checkPods();
    PodGroups groups = PodGroups.of(pods, metrics, resource, ages);
    if (counted(metrics, groups).isEmpty()) {
      throw new MetricFailure(NO_METRICS);
    }
    Map<String, Long> requests = PodRequests.of(pods, container, resource);
    int fallback = Math.max(100, targetPercent);
    return propose(
        metrics,
        groups,
        each -> ofRequests(each, requests, targetPercent),
        name -> requests.getOrDefault(name, 0L) * fallback / 100);
  }

  /**
   * By an average a pod, of a resource or of anything else.
   *
   * @param resource "" of what is none
   */
  Proposal average(Map<String, PodMetric> metrics, String resource, long targetMilli)
      throws MetricFailure {
    checkPods();
    PodGroups groups = PodGroups.of(pods, metrics, resource, ages);
    if (counted(metrics, groups).isEmpty()) {
      throw new MetricFailure(NO_METRICS);
    }
    return propose(metrics, groups, each -> ofAverage(each, targetMilli), _ -> targetMilli);
  }

  /** What a pod without a sample is taken to use where the others use little. */
  private interface Fallback {
    long of(String pod);
  }

  private Proposal propose(
      Map<String, PodMetric> all, PodGroups groups, Measure measure, Fallback fallback)
      throws MetricFailure {
    Map<String, PodMetric> metrics = counted(all, groups);
    Ratio ratio = measure.of(metrics);
    boolean hasUnreadyAbove = !groups.unready().isEmpty() && ratio.value() > 1.0;
    if (!hasUnreadyAbove && groups.missing().isEmpty()) {
      return result(
          tolerances.contain(ratio.value()) ? current : ceil(ratio.value() * groups.ready()),
          ratio);
    }
    if (ratio.value() < 1.0) {
      groups.missing().forEach(pod -> metrics.put(pod, PodMetric.of(fallback.of(pod))));
    } else if (ratio.value() > 1.0) {
      groups.missing().forEach(pod -> metrics.put(pod, PodMetric.of(0)));
    }
    if (hasUnreadyAbove) {
      groups.unready().forEach(pod -> metrics.put(pod, PodMetric.of(0)));
    }
    double damped = measure.of(metrics).value();
    boolean turns = (ratio.value() < 1.0 && damped > 1.0) || (ratio.value() > 1.0 && damped < 1.0);
    int replicas = ceil(damped * metrics.size());
    boolean contradicts =
        (damped < 1.0 && replicas > current) || (damped > 1.0 && replicas < current);
    return result(tolerances.contain(damped) || turns || contradicts ? current : replicas, ratio);
  }

  private static Proposal result(int replicas, Ratio ratio) {
    return new Proposal(replicas, ratio.utilization(), ratio.average());
  }

  private void checkPods() throws MetricFailure {
    if (pods.isEmpty()) {
      throw new MetricFailure(NO_PODS);
    }
  }

  private static Map<String, PodMetric> counted(Map<String, PodMetric> all, PodGroups groups) {
    Map<String, PodMetric> counted = new HashMap<>(all);
    counted.keySet().removeAll(groups.ignored());
    counted.keySet().removeAll(groups.unready());
    return counted;
  }

  private static Ratio ofRequests(
      Map<String, PodMetric> metrics, Map<String, Long> requests, int targetPercent)
      throws MetricFailure {
    long used = 0;
    long requested = 0;
    int count = 0;
    for (var each : metrics.entrySet()) {
      Long request = requests.get(each.getKey());
      if (request != null) {
        used += each.getValue().milli();
        requested += request;
        count++;
      }
    }
    if (requested == 0) {
      throw new MetricFailure("no metrics returned matched known pods");
    }
    int percent = (int) (used * 100 / requested);
    return new Ratio((double) percent / targetPercent, percent, used / count);
  }

  private static Ratio ofAverage(Map<String, PodMetric> metrics, long target) {
    long used = metrics.values().stream().mapToLong(PodMetric::milli).sum();
    long average = used / metrics.size();
    return new Ratio((double) average / target, 0, average);
  }

  /** By one number for all: of an object, or from outside. */
  Proposal total(long usage, long targetMilli) throws MetricFailure {
    double ratio = (double) usage / targetMilli;
    if (current == 0) {
      return new Proposal(ceil(ratio), 0, usage);
    }
    if (tolerances.contain(ratio)) {
      return new Proposal(current, 0, usage);
    }
    if (pods.isEmpty()) {
      throw new MetricFailure("unable to calculate ready pods: " + NO_PODS);
    }
    long ready = pods.stream().filter(each -> each.isRunning() && each.isReady()).count();
    return new Proposal(ceil(ratio * ready), 0, usage);
  }

  /**
   * By one number for all, shared among the pods.
   *
   * @param running the scale's {@code status.replicas}
   */
  Proposal totalPerPod(long usage, long targetMilli, int running) {
    double ratio = usage / ((double) targetMilli * running);
    int replicas = tolerances.contain(ratio) ? running : ceil((double) usage / targetMilli);
    boolean isShared = usage != Long.MAX_VALUE && running != 0;
    return new Proposal(replicas, 0, isShared ? (long) Math.ceil((double) usage / running) : usage);
  }

  /** The largest int where it lies outside. */
  private static int ceil(double value) {
    return (int) Math.ceil(value);
  }
}
