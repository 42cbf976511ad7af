package dev.keelson.apiserver.server.admission;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.server.admission.AdmissionRequest.Operation;
import java.util.Comparator;
import java.util.Optional;

/** A pod's priority is that of its class, or of the default one; one class at most is default. */
public final class PriorityStep implements AdmissionStep {
  private static final String LOWER = "PreemptLowerPriority";

  private record Priority(String className, long value, String preemption) {}

  private final ObjectFinder objects;

  public PriorityStep(ObjectFinder objects) {
    this.objects = objects;
  }

  @Override
  public String name() {
    return "Priority";
  }

  @Override
  public ApiObject mutate(AdmissionRequest request, ApiObject pod) {
    if (!request.isOf("", "pods")) {
      return pod;
    }
    return switch (request.operation()) {
      case CREATE -> created(request, pod);
      case UPDATE -> kept(pod, request.before().orElseThrow());
      case DELETE, CONNECT -> pod;
    };
  }

  private static ApiObject kept(ApiObject pod, ApiObject before) {
    ApiObject kept = pod;
    for (String field : new String[] {"priority", "preemptionPolicy"}) {
      if (!kept.spec().isSet(field) && before.spec().isSet(field)) {
        kept = kept.withSpec(spec -> spec.with(field, before.spec().get(field)));
      }
    }
    return kept;
  }

  private ApiObject created(AdmissionRequest request, ApiObject pod) {
    Priority priority = of(request, pod.spec().text("priorityClassName"));
    if (pod.spec().get("priority") instanceof JsonLong(long given) && given != priority.value()) {
      throw Refusal.forbidden(
          request,
          ("the integer value of priority (%d) must not be provided in pod spec; priority admission"
                  + " controller computed %d from the given PriorityClass name")
              .formatted(given, priority.value()));
    }
    String given = pod.spec().text("preemptionPolicy");
    if (!given.isEmpty() && !given.equals(priority.preemption())) {
      throw Refusal.forbidden(
          request,
          ("the string value of PreemptionPolicy (%s) must not be provided in pod spec; priority"
                  + " admission controller computed %s from the given PriorityClass name")
              .formatted(given, priority.preemption()));
    }
    return pod.withSpec(
        spec -> {
          var filled =
              spec.with("priority", priority.value())
                  .with("preemptionPolicy", priority.preemption());
          return priority.className().isEmpty()
              ? filled
              : filled.with("priorityClassName", priority.className());
        });
  }

  private Priority of(AdmissionRequest request, String className) {
    if (className.isEmpty()) {
      return defaultClass().map(PriorityStep::priority).orElse(new Priority("", 0, LOWER));
    }
    return objects
        .find("scheduling.k8s.io/v1", "priorityclasses", new ObjectName("", className))
        .map(PriorityStep::priority)
        .orElseThrow(
            () ->
                new ApiFailure(
                    ApiStatus.forbidden(
                        request.resource().name(),
                        request.name().name(),
                        "no PriorityClass with name " + className + " was found")));
  }

  private Optional<ApiObject> defaultClass() {
    return objects.list("scheduling.k8s.io/v1", "priorityclasses", "").stream()
        .filter(each -> each.tree().isTrue("globalDefault"))
        .min(Comparator.comparingLong(each -> each.tree().number("value", 0)));
  }

  private static Priority priority(ApiObject priorityClass) {
    return new Priority(
        priorityClass.name(),
        priorityClass.tree().number("value", 0),
        priorityClass.tree().text("preemptionPolicy", LOWER));
  }

  @Override
  public void validate(AdmissionRequest request) {
    if (!request.isOf("scheduling.k8s.io", "priorityclasses")
        || request.operation() == Operation.DELETE) {
      return;
    }
    ApiObject wanted = request.object().orElseThrow();
    if (wanted.tree().isTrue("globalDefault")) {
      defaultClass()
          .filter(
              other ->
                  request.operation() == Operation.CREATE || !other.name().equals(wanted.name()))
          .ifPresent(
              other -> {
                throw Refusal.forbidden(
                    request,
                    "PriorityClass "
                        + other.name()
                        + " is already marked as default. Only one default can exist");
              });
    }
  }
}
