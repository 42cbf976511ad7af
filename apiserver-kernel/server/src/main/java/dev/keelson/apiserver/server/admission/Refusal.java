package dev.keelson.apiserver.server.admission;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiStatus;

/** admission.NewForbidden: 403 with the resource, the name and why. */
public final class Refusal {
  private Refusal() {}

  public static ApiFailure forbidden(AdmissionRequest request, String why) {
    return new ApiFailure(status(request, why));
  }

  public static ApiStatus status(AdmissionRequest request, String why) {
    String name =
        request.name().name().isEmpty()
            ? request.object().map(object -> object.name()).orElse("")
            : request.name().name();
    return ApiStatus.forbidden(request.resource().name(), name.isEmpty() ? "Unknown" : name, why);
  }
}
