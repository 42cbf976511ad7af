package dev.keelson.apiserver.server.admission;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.ApiStatus.Cause;
import dev.keelson.apiserver.model.GroupVersionResource;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.server.admission.AdmissionRequest.Operation;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Nothing new in a namespace that is not there or is going; three namespaces never go. A cache that
 * is late must not let anything into a namespace whose deletion was just asked for: those of the
 * last half minute are looked up in the store.
 */
public final class NamespaceLifecycle implements AdmissionStep {
  private static final Set<String> IMMORTAL = Set.of("default", "kube-system", "kube-public");
  private static final String TERMINATING = "Terminating";
  private static final GroupVersionResource NAMESPACES =
      new GroupVersionResource("", "v1", "namespaces");

  private final ObjectFinder objects;
  private final RecentDeletions deletions;

  public NamespaceLifecycle(ObjectFinder objects, InstantSource clock) {
    this.objects = objects;
    this.deletions = new RecentDeletions(clock);
  }

  @Override
  public String name() {
    return "NamespaceLifecycle";
  }

  /** Before anything else is looked at: a missing namespace is told as such. */
  @Override
  public ApiObject mutate(AdmissionRequest request, ApiObject object) {
    check(request);
    return object;
  }

  @Override
  public void validate(AdmissionRequest request) {
    if (request.operation() == Operation.DELETE) {
      check(request);
    }
  }

  private void check(AdmissionRequest request) {
    boolean isNamespace = request.resource().name().equals(NAMESPACES);
    if (request.operation() == Operation.DELETE
        && isNamespace
        && IMMORTAL.contains(request.name().name())) {
      throw Refusal.forbidden(request, "this namespace may not be deleted");
    }
    if (isNamespace && request.operation() == Operation.DELETE) {
      deletions.add(request.name().name());
    }
    String namespace = request.name().namespace();
    if (namespace.isEmpty()
        || isNamespace
        || request.operation() == Operation.DELETE
        || request.operation() == Operation.CONNECT
        || request.resource().name().resource().equals("localsubjectaccessreviews")) {
      return;
    }
    Optional<ApiObject> found = find(namespace);
    if (found.isEmpty()) {
      throw new ApiFailure(ApiStatus.notFound(NAMESPACES, namespace));
    }
    if (request.operation() == Operation.CREATE
        && found.get().status().text("phase").equals(TERMINATING)) {
      throw new ApiFailure(
          Refusal.status(
                  request,
                  "unable to create new content in namespace %s because it is being terminated"
                      .formatted(namespace))
              .withCauses(
                  List.of(
                      new Cause(
                          "NamespaceTerminating",
                          "namespace " + namespace + " is being terminated",
                          "metadata.namespace"))));
    }
  }

  private Optional<ApiObject> find(String namespace) {
    ObjectName name = new ObjectName("", namespace);
    Optional<ApiObject> found = objects.find("v1", "namespaces", name);
    boolean isDoubtful =
        found.isPresent()
            && !found.get().status().text("phase").equals(TERMINATING)
            && deletions.has(namespace);
    return isDoubtful ? objects.findNow("v1", "namespaces", name) : found;
  }
}
