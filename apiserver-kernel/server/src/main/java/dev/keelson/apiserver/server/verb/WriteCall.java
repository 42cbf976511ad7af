package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.server.admission.AdmissionRequest;
import dev.keelson.apiserver.server.admission.AdmissionRequest.Operation;
import dev.keelson.apiserver.server.auth.Caller;
import dev.keelson.apiserver.server.resource.Resource;
import java.util.Optional;

/**
 * Who changes what.
 *
 * @param subresource "" of the object itself
 * @param through by way of which subresource, as managedFields tell it: else the same
 * @param manager of the fields that change: fieldManager, or what the user agent begins with
 * @param isApply the change itself says who owns which field
 */
public record WriteCall(
    Resource resource,
    String subresource,
    String through,
    ObjectName name,
    Caller caller,
    String manager,
    boolean isApply,
    boolean isDryRun) {
  /** By the server itself. */
  public static WriteCall ofServer(Resource resource, ObjectName name) {
    return new WriteCall(resource, "", "", name, Caller.SERVER, "kube-apiserver", false, false);
  }

  WriteCall at(ObjectName other) {
    return new WriteCall(resource, subresource, through, other, caller, manager, isApply, isDryRun);
  }

  WriteCall named(String other) {
    return at(new ObjectName(name.namespace(), other));
  }

  /** A change of another part than the one by way of which it was asked for. */
  WriteCall of(String otherSubresource) {
    return new WriteCall(
        resource, otherSubresource, through, name, caller, manager, isApply, isDryRun);
  }

  WriteCall applying() {
    return new WriteCall(resource, subresource, through, name, caller, manager, true, isDryRun);
  }

  /** {@code more}: also asked for elsewhere. */
  WriteCall dry(boolean more) {
    return new WriteCall(
        resource, subresource, through, name, caller, manager, isApply, isDryRun || more);
  }

  AdmissionRequest admission(Operation operation) {
    return new AdmissionRequest(
        operation,
        resource,
        subresource,
        name,
        Optional.empty(),
        Optional.empty(),
        caller,
        isDryRun);
  }
}
