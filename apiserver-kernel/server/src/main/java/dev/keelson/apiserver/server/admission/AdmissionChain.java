package dev.keelson.apiserver.server.admission;

import dev.keelson.apiserver.model.ApiObject;
import java.util.List;
import java.util.Optional;

/** The steps in upstream's order. Immutable; later parts make longer ones. */
public record AdmissionChain(List<AdmissionStep> steps) {
  public static final AdmissionChain NONE = new AdmissionChain(List.of());

  public AdmissionChain {
    steps = List.copyOf(steps);
  }

  public AdmissionRequest mutate(AdmissionRequest request) {
    AdmissionRequest current = request;
    for (AdmissionStep step : steps) {
      Optional<ApiObject> object = current.object();
      if (object.isPresent()) {
        ApiObject changed = step.mutate(current, object.get());
        if (changed != object.get()) {
          current = current.with(changed);
        }
      }
    }
    return current;
  }

  public void validate(AdmissionRequest request) {
    for (AdmissionStep step : steps) {
      step.validate(request);
    }
  }
}
