package dev.keelson.nodeagent.spec;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What a node agent reads of a pod. */
public record PodView(ApiObject object) {
  private static final String MIRROR = "kubernetes.io/config.mirror";

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

  public String nodeName() {
    return spec().text("nodeName");
  }

  public JsonObject spec() {
    return object.spec();
  }

  public JsonObject status() {
    return object.status();
  }

  public String phase() {
    return status().text("phase", "Pending");
  }

  public boolean isTerminal() {
    return phase().equals("Failed") || phase().equals("Succeeded");
  }

  public List<ContainerSpec> initContainers() {
    return spec()
        .array("initContainers")
        .objects()
        .map(
            tree ->
                new ContainerSpec(
                    tree.text("restartPolicy").equals("Always")
                        ? ContainerKind.SIDECAR
                        : ContainerKind.INIT,
                    tree))
        .toList();
  }

  public List<ContainerSpec> containers() {
    return of("containers", ContainerKind.MAIN);
  }

  public List<ContainerSpec> ephemeralContainers() {
    return of("ephemeralContainers", ContainerKind.EPHEMERAL);
  }

  private List<ContainerSpec> of(String list, ContainerKind kind) {
    return spec().array(list).objects().map(tree -> new ContainerSpec(kind, tree)).toList();
  }

  public List<ContainerSpec> allContainers() {
    List<ContainerSpec> all = new ArrayList<>(initContainers());
    all.addAll(containers());
    all.addAll(ephemeralContainers());
    return all;
  }

  /** By its name in the pod. */
  public Optional<JsonObject> volume(String name) {
    return spec()
        .array("volumes")
        .objects()
        .filter(each -> each.text("name").equals(name))
        .findFirst();
  }

  /** {@code Always}, {@code OnFailure}, {@code Never}. */
  public String restartPolicy() {
    return spec().text("restartPolicy", "Always");
  }

  public boolean isHostNetwork() {
    return spec().isTrue("hostNetwork");
  }

  public List<String> readinessGates() {
    return spec()
        .array("readinessGates")
        .objects()
        .map(gate -> gate.text("conditionType"))
        .toList();
  }

  /** Whether its containers are told of its namespace's Services; true unless denied. */
  public boolean hasServiceLinks() {
    return !spec().isSet("enableServiceLinks") || spec().isTrue("enableServiceLinks");
  }

  public boolean isBeingDeleted() {
    return object.isBeingDeleted();
  }

  /** Unit: seconds; what the deletion asked for, else the spec's. */
  public long graceSeconds() {
    long usual = spec().number("terminationGracePeriodSeconds", 30);
    return Math.max(0, object.metadata().number("deletionGracePeriodSeconds", usual));
  }

  public OptionalLong activeDeadlineSeconds() {
    long seconds = spec().number("activeDeadlineSeconds", -1);
    return seconds < 0 ? OptionalLong.empty() : OptionalLong.of(seconds);
  }

  public Optional<Instant> startTime() {
    return time(status().text("startTime"));
  }

  /** Empty where it is none. */
  public static Optional<Instant> time(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  /** The static pod that this one mirrors, by its hash; "" where it mirrors none. */
  public String mirrorOf() {
    return object.metadata().object("annotations").text(MIRROR);
  }

  public String annotation(String name) {
    return object.metadata().object("annotations").text(name);
  }

  /** {@code Job}, {@code ReplicaSet}; "" where nothing controls it. */
  public String controllerKind() {
    return object.controller().map(owner -> owner.text("kind")).orElse("");
  }

  /** As kubelet's messages have it. */
  public String fullName() {
    return name() + "_" + namespace() + "(" + uid() + ")";
  }

  public String hostname() {
    return spec().text("hostname", name());
  }

  /** The names of a status' containers lie in three lists. */
  public Stream<JsonObject> containerStatuses() {
    return Stream.of("initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses")
        .flatMap(list -> status().array(list).objects());
  }
}
