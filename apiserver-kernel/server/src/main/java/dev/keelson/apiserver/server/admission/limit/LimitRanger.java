package dev.keelson.apiserver.server.admission.limit;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.server.admission.AdmissionRequest;
import dev.keelson.apiserver.server.admission.AdmissionRequest.Operation;
import dev.keelson.apiserver.server.admission.AdmissionStep;
import dev.keelson.apiserver.server.admission.ObjectFinder;
import dev.keelson.apiserver.server.admission.Refusal;
import dev.keelson.apiserver.server.auth.GoText;
import java.util.List;

/**
 * Pods get the requests and limits that their namespace's LimitRanges have for them; pods and
 * claims outside of what those allow are refused. A pod is looked at when it comes and when it is
 * resized, a claim also when it changes.
 */
public final class LimitRanger implements AdmissionStep {
  private final ObjectFinder objects;

  public LimitRanger(ObjectFinder objects) {
    this.objects = objects;
  }

  @Override
  public String name() {
    return "LimitRanger";
  }

  @Override
  public ApiObject mutate(AdmissionRequest request, ApiObject object) {
    if (!concerns(request) || !isOfPods(request)) {
      return object;
    }
    ApiObject pod = object;
    for (ApiObject range : ranges(request)) {
      pod = LimitDefaults.fill(pod, range);
    }
    return pod;
  }

  @Override
  public void validate(AdmissionRequest request) {
    if (!concerns(request)) {
      return;
    }
    ApiObject object = request.object().orElseThrow();
    for (ApiObject range : ranges(request)) {
      List<String> problems =
          isOfPods(request)
              ? LimitCheck.ofPod(object.spec(), range)
              : LimitCheck.ofClaim(object.spec(), range);
      if (!problems.isEmpty()) {
        throw Refusal.forbidden(request, GoText.aggregate(problems));
      }
    }
  }

  private List<ApiObject> ranges(AdmissionRequest request) {
    return objects.list("v1", "limitranges", request.name().namespace());
  }

  private static boolean isOfPods(AdmissionRequest request) {
    return request.resource().name().resource().equals("pods");
  }

  private static boolean concerns(AdmissionRequest request) {
    if (!request.resource().name().group().isEmpty()
        || request.before().filter(ApiObject::isBeingDeleted).isPresent()) {
      return false;
    }
    boolean isCreated = request.operation() == Operation.CREATE;
    boolean isUpdated = request.operation() == Operation.UPDATE;
    return switch (request.resource().name().resource()) {
      case "pods" ->
          isCreated && request.subresource().isEmpty()
              || isUpdated && request.subresource().equals("resize");
      case "persistentvolumeclaims" -> (isCreated || isUpdated) && request.subresource().isEmpty();
      default -> false;
    };
  }
}
