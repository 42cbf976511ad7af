package dev.keelson.apiserver.server.admission;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.server.auth.Caller;
import dev.keelson.apiserver.server.resource.Resource;
import java.util.Optional;

/**
 * What somebody who may asks for.
 *
 * @param subresource "" of the object itself
 * @param object as it would be stored; empty for a deletion. Of a subresource with a kind of its
 *     own (Binding, Eviction) that kind
 * @param before as it is; empty for a creation
 */
public record AdmissionRequest(
    Operation operation,
    Resource resource,
    String subresource,
    ObjectName name,
    Optional<ApiObject> object,
    Optional<ApiObject> before,
    Caller caller,
    boolean isDryRun) {
  public enum Operation {
    CREATE,
    UPDATE,
    DELETE,
    CONNECT
  }

  public AdmissionRequest with(ApiObject changed) {
    return new AdmissionRequest(
        operation, resource, subresource, name, Optional.of(changed), before, caller, isDryRun);
  }

  /** Whether it is about this resource itself and no subresource. */
  public boolean isOf(String group, String plural) {
    return subresource.isEmpty()
        && resource.name().group().equals(group)
        && resource.name().resource().equals(plural);
  }
}
