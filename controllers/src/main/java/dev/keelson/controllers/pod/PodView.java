package dev.keelson.controllers.pod;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.select.LabelSelector;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A pod by what controllers ask of it. Reads the tree each time; keeps nothing. */
public record PodView(ApiObject object) {
  private static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";

  public static List<PodView> of(List<ApiObject> pods) {
    return pods.stream().map(PodView::new).toList();
  }

  public ObjectName objectName() {
    return object.objectName();
  }

  public String name() {
    return object.name();
  }

  public String namespace() {
    return object.namespace();
  }

  public String uid() {
    return object.uid();
  }

  public JsonObject spec() {
    return object.spec();
  }

  public JsonObject status() {
    return object.status();
  }

  public Map<String, String> labels() {
    return object.labels();
  }

  /** "" where there is none of that name. */
  public String label(String name) {
    return object.metadata().object("labels").text(name);
  }

  public String annotation(String name) {
    return object.metadata().object("annotations").text(name);
  }

  public boolean matches(LabelSelector selector) {
    return selector.matches(object.metadata().object("labels"));
  }

  /** "" until it is bound. */
  public String nodeName() {
    return spec().text("nodeName");
  }

  public boolean isBound() {
    return !nodeName().isEmpty();
  }

  /** {@code Pending} where the status does not say. */
  public String phase() {
    return status().text("phase", "Pending");
  }

  public boolean isFailed() {
    return phase().equals("Failed");
  }

  public boolean isSucceeded() {
    return phase().equals("Succeeded");
  }

  public boolean isRunning() {
    return phase().equals("Running");
  }

  /** Its containers have ended, and none starts again. */
  public boolean isTerminal() {
    return isFailed() || isSucceeded();
  }

  public boolean isBeingDeleted() {
    return object.isBeingDeleted();
  }

  /** Neither ended nor about to. */
  public boolean isActive() {
    return !isTerminal() && !isBeingDeleted();
  }

  /** Told to end, and still at it. */
  public boolean isTerminating() {
    return !isTerminal() && isBeingDeleted();
  }

  /** By when it is gone: the time of the request and its grace period. */
  public Optional<Instant> deletionTimestamp() {
    return Times.deleted(object);
  }

  public Instant created() {
    return Times.created(object);
  }

  public Optional<Instant> startTime() {
    return Times.parse(status().text("startTime"));
  }

  public Optional<JsonObject> condition(String type) {
    return PodConditions.find(object, type);
  }

  public boolean isReady() {
    return PodConditions.isTrue(object, PodConditions.READY);
  }

  /** Since when it is ready; empty where it is not, or nobody knows. */
  public Optional<Instant> readySince() {
    return condition(PodConditions.READY)
        .filter(PodConditions::isTrue)
        .flatMap(PodConditions::since);
  }

  /** Ready for that long without a break. */
  public boolean isAvailable(long minReadySeconds, Instant now) {
    if (!isReady()) {
      return false;
    }
    return minReadySeconds <= 0
        || readySince()
            .filter(since -> !since.plusSeconds(minReadySeconds).isAfter(now))
            .isPresent();
  }

  /** When it becomes available if it stays ready; empty where that is not ahead. */
  public Optional<Duration> availableIn(long minReadySeconds, Instant now) {
    if (minReadySeconds <= 0) {
      return Optional.empty();
    }
    return readySince()
        .map(since -> Duration.between(now, since.plusSeconds(minReadySeconds)))
        .filter(Duration::isPositive);
  }

  /** The soonest of {@link #availableIn}. */
  public static Optional<Duration> nextAvailable(
      List<PodView> pods, long minReadySeconds, Instant now) {
    return pods.stream()
        .flatMap(pod -> pod.availableIn(minReadySeconds, now).stream())
        .min(Duration::compareTo);
  }

  /** The most restarts of any of its ordinary containers. */
  public int restarts() {
    return (int) most(status().array("containerStatuses").objects());
  }

  /** The most restarts of any of its sidecars: init containers that run on. */
  public int sidecarRestarts() {
    Set<String> sidecars = new HashSet<>();
    spec()
        .array("initContainers")
        .objects()
        .filter(each -> each.text("restartPolicy").equals("Always"))
        .forEach(each -> sidecars.add(each.text("name")));
    return sidecars.isEmpty()
        ? 0
        : (int)
            most(
                status()
                    .array("initContainerStatuses")
                    .objects()
                    .filter(each -> sidecars.contains(each.text("name"))));
  }

  private static long most(Stream<JsonObject> statuses) {
    return statuses.mapToLong(each -> each.number("restartCount", 0)).max().orElse(0);
  }

  /** What its annotation says: the lower, the sooner it is deleted. 0 where it says nothing. */
  public int deletionCost() {
    String text = annotation(DELETION_COST);
    boolean isNumber =
        text.equals("0") || (!text.isEmpty() && (text.startsWith("-") || isFrom1To9(text)));
    try {
      return isNumber ? Integer.parseInt(text) : 0;
    } catch (NumberFormatException _) {
      return 0;
    }
  }

  private static boolean isFrom1To9(String text) {
    return text.charAt(0) >= '1' && text.charAt(0) <= '9';
  }

  public List<JsonObject> containers() {
    return spec().array("containers").objects().toList();
  }

  public List<JsonObject> initContainers() {
    return spec().array("initContainers").objects().toList();
  }

  /** Of all its containers; sidecars too. */
  public List<JsonObject> containerPorts() {
    return Stream.concat(
            spec().array("containers").objects(),
            spec()
                .array("initContainers")
                .objects()
                .filter(each -> each.text("restartPolicy").equals("Always")))
        .flatMap(container -> container.array("ports").objects())
        .toList();
  }

  public String hostIp() {
    return status().text("hostIP");
  }

  public String podIp() {
    return status().text("podIP");
  }

  /** Of both families, the first first. */
  public List<String> podIps() {
    List<String> all = status().array("podIPs").objects().map(each -> each.text("ip")).toList();
    return all.isEmpty() && !podIp().isEmpty() ? List.of(podIp()) : all;
  }

  public boolean isOnHostNetwork() {
    return spec().isTrue("hostNetwork");
  }

  public Optional<OwnerRef> controller() {
    return OwnerRefs.controllerOf(object);
  }
}
