package dev.keelson.apiserver.server.admission;

import dev.keelson.apiserver.model.ApiObject;

/**
 * One plugin. Both refuse by throwing {@link dev.keelson.apiserver.model.ApiFailure}. Steps mutate
 * one after the other, then the object is validated, then they validate one after the other.
 */
public interface AdmissionStep {
  /** Upstream's name: {@code LimitRanger}. */
  String name();

  /** The object, changed or not. Not asked where there is none. */
  default ApiObject mutate(AdmissionRequest request, ApiObject object) {
    return object;
  }

  default void validate(AdmissionRequest request) {}
}
