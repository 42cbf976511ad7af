package dev.keelson.apiserver.server.admission.node;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus.Cause;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.apiserver.server.admission.AdmissionRequest;
import dev.keelson.apiserver.server.admission.AdmissionRequest.Operation;
import dev.keelson.apiserver.server.admission.AdmissionStep;
import dev.keelson.apiserver.server.admission.ObjectFinder;
import dev.keelson.apiserver.server.admission.Refusal;
import dev.keelson.apiserver.server.auth.GoText;
import dev.keelson.apiserver.server.kind.meta.Amounts;
import dev.keelson.apiserver.server.kind.pod.PodResources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A pod is not resized beyond what its node could give if the pod were alone there. */
public final class PodResizeValidator implements AdmissionStep {
  private final ObjectFinder objects;

  public PodResizeValidator(ObjectFinder objects) {
    this.objects = objects;
  }

  @Override
  public String name() {
    return "PodResizeValidator";
  }

  @Override
  public void validate(AdmissionRequest request) {
    if (request.operation() != Operation.UPDATE
        || !request.resource().name().groupResource().equals("pods")
        || !request.subresource().equals("resize")) {
      return;
    }
    ApiObject pod = request.object().orElseThrow();
    String name = pod.spec().text("nodeName");
    if (name.isEmpty() || pod.generation() == request.before().orElseThrow().generation()) {
      return;
    }
    ApiObject node =
        objects
            .find("v1", "nodes", new ObjectName("", name))
            .orElseThrow(
                () -> Refusal.forbidden(request, "node " + GoText.quoted(name) + " not found"));
    String system = node.labels().getOrDefault("kubernetes.io/os", "linux");
    if (!system.equals("linux")) {
      throw refusal(
          request,
          "pod resize is only supported on linux nodes, node %s is %s"
              .formatted(GoText.quoted(name), GoText.quoted(system)),
          "UnsupportedPlatform");
    }
    requireRoom(request, pod, node.status().object("allocatable"));
  }

  private static void requireRoom(AdmissionRequest request, ApiObject pod, JsonObject allocatable) {
    Map<String, Quantity> requests = PodResources.requests(pod.spec());
    Quantity cpu = requests.getOrDefault("cpu", Quantity.ZERO);
    Quantity memory = requests.getOrDefault("memory", Quantity.ZERO);
    Quantity mostCpu = Amounts.orZero(allocatable.get("cpu"));
    Quantity mostMemory = Amounts.orZero(allocatable.get("memory"));
    List<String> lacking = new ArrayList<>();
    if (cpu.compareTo(mostCpu) > 0) {
      lacking.add(
          "cpu, requested: %d, allocatable: %d".formatted(cpu.milliValue(), mostCpu.milliValue()));
    }
    if (memory.compareTo(mostMemory) > 0) {
      lacking.add(
          "memory, requested: %d, allocatable: %d".formatted(memory.value(), mostMemory.value()));
    }
    if (!lacking.isEmpty()) {
      throw refusal(
          request,
          "node didn't have enough allocatable resources: " + String.join("; ", lacking),
          "NodeCapacity");
    }
  }

  private static ApiFailure refusal(AdmissionRequest request, String why, String reason) {
    return new ApiFailure(
        Refusal.status(request, why).withCauses(List.of(new Cause(reason, "", ""))));
  }
}
