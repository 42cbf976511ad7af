package dev.keelson.apiserver.server.admission.node;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.server.admission.AdmissionRequest;
import dev.keelson.apiserver.server.admission.AdmissionRequest.Operation;
import dev.keelson.apiserver.server.admission.AdmissionStep;
import dev.keelson.apiserver.server.admission.ObjectFinder;
import dev.keelson.apiserver.server.admission.Refusal;
import dev.keelson.apiserver.server.admission.ResourceList;
import dev.keelson.apiserver.server.auth.GoText;
import java.util.Map;
import java.util.Optional;

/** A pod costs what its runtime class costs, and goes where that class is found. */
public final class RuntimeClassStep implements AdmissionStep {
  private final ObjectFinder objects;

  public RuntimeClassStep(ObjectFinder objects) {
    this.objects = objects;
  }

  @Override
  public String name() {
    return "RuntimeClass";
  }

  @Override
  public ApiObject mutate(AdmissionRequest request, ApiObject pod) {
    if (!concerns(request)) {
      return pod;
    }
    Optional<ApiObject> runtime = runtime(request, pod);
    return runtime.isEmpty()
        ? pod
        : scheduled(request, loaded(request, pod, runtime.get()), runtime.get());
  }

  @Override
  public void validate(AdmissionRequest request) {
    if (!concerns(request)) {
      return;
    }
    ApiObject pod = request.object().orElseThrow();
    Optional<JsonObject> overhead =
        runtime(request, pod)
            .filter(runtime -> runtime.tree().isSet("overhead"))
            .map(RuntimeClassStep::overhead);
    if (overhead.isEmpty() && pod.spec().isSet("overhead")) {
      throw Refusal.forbidden(
          request,
          "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");
    }
    overhead.ifPresent(wanted -> requireSame(request, pod, wanted));
  }

  private static boolean concerns(AdmissionRequest request) {
    return request.isOf("", "pods") && request.operation() == Operation.CREATE;
  }

  private Optional<ApiObject> runtime(AdmissionRequest request, ApiObject pod) {
    if (!pod.spec().isSet("runtimeClassName")) {
      return Optional.empty();
    }
    String name = pod.spec().text("runtimeClassName");
    Optional<ApiObject> found =
        objects.find("node.k8s.io/v1", "runtimeclasses", new ObjectName("", name));
    if (found.isEmpty()) {
      throw Refusal.forbidden(
          request, "pod rejected: RuntimeClass " + GoText.quoted(name) + " not found");
    }
    return found;
  }

  private static JsonObject overhead(ApiObject runtime) {
    return runtime.tree().objectAt("overhead", "podFixed");
  }

  private static ApiObject loaded(AdmissionRequest request, ApiObject pod, ApiObject runtime) {
    if (!runtime.tree().isSet("overhead")) {
      return pod;
    }
    JsonObject wanted = overhead(runtime);
    if (!pod.spec().object("overhead").isEmpty()) {
      requireSame(request, pod, wanted);
    }
    return wanted.isEmpty() ? pod : pod.withSpec(spec -> spec.with("overhead", wanted));
  }

  private static void requireSame(AdmissionRequest request, ApiObject pod, JsonObject wanted) {
    if (!ResourceList.of(wanted).equals(ResourceList.of(pod.spec().object("overhead")))) {
      throw Refusal.forbidden(
          request, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
    }
  }

  private static ApiObject scheduled(AdmissionRequest request, ApiObject pod, ApiObject runtime) {
    JsonObject scheduling = runtime.tree().object("scheduling");
    JsonObject selector = pod.spec().object("nodeSelector");
    for (Map.Entry<String, JsonValue> each : scheduling.object("nodeSelector")) {
      String key = each.getKey();
      if (selector.has(key) && !selector.get(key).equals(each.getValue())) {
        throw Refusal.forbidden(
            request,
            ("conflict: runtimeClass.scheduling.nodeSelector[%s] = %s;"
                    + " pod.spec.nodeSelector[%s] = %s")
                .formatted(
                    key, scheduling.object("nodeSelector").text(key), key, selector.text(key)));
      }
      selector = selector.with(key, each.getValue());
    }
    JsonObject wanted = selector;
    JsonArray tolerations =
        Tolerations.merged(pod.spec().array("tolerations"), scheduling.array("tolerations"));
    return pod.withSpec(
        spec -> {
          JsonObject selecting = wanted.isEmpty() ? spec : spec.with("nodeSelector", wanted);
          return tolerations.isEmpty() ? selecting : selecting.with("tolerations", tolerations);
        });
  }
}
