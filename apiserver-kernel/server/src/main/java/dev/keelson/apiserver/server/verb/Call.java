package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.apply.ManagerName;
import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.auth.Caller;
import dev.keelson.apiserver.server.request.RequestInfo;
import dev.keelson.apiserver.server.resource.Resource;
import java.util.ArrayList;
import java.util.List;

/**
 * One request to a resource, by a known caller who may make it.
 *
 * @param warnings gathered meanwhile; each becomes a Warning header
 */
public record Call(
    ApiRequest request, RequestInfo info, Resource resource, Caller caller, List<String> warnings) {
  public static Call of(ApiRequest request, RequestInfo info, Resource resource, Caller caller) {
    return new Call(request, info, resource, caller, new ArrayList<>(deprecations(resource)));
  }

  /** Upstream warns of these kinds whatever is done with them. */
  private static List<String> deprecations(Resource resource) {
    if (!resource.kind().apiVersion().equals("v1")) {
      return List.of();
    }
    return switch (resource.kind().kind()) {
      case "Endpoints" ->
          List.of("v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice");
      case "ComponentStatus" -> List.of("v1 ComponentStatus is deprecated in v1.19+");
      default -> List.of();
    };
  }

  /** fieldManager, else what the user agent begins with. */
  String manager() {
    return ManagerName.of(
        request.query().text("fieldManager"), request.headers().first("user-agent").orElse(""));
  }

  WriteCall write() {
    return new WriteCall(
        resource,
        info.subresource(),
        info.subresource(),
        info.objectName(),
        caller,
        manager(),
        false,
        DryRun.of(request));
  }
}
