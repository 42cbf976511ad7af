package dev.keelson.apiserver.server.verb;

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
    ApiRequest request,
    RequestInfo info,
    Resource resource,
    Caller caller,
    List<String> warnings) {
  private static final int LONGEST_MANAGER = 128;

  public static Call of(
      ApiRequest request, RequestInfo info, Resource resource, Caller caller) {
    return new Call(request, info, resource, caller, new ArrayList<>());
  }

  /** fieldManager, else the first word of the user agent without its version. */
  String manager() {
    String given = request.query().text("fieldManager");
    if (!given.isEmpty()) {
      return given;
    }
    String agent = request.headers().first("user-agent").orElse("unknown");
    String first = agent.split("[/ ]")[0];
    return first.length() > LONGEST_MANAGER ? first.substring(0, LONGEST_MANAGER) : first;
  }

  WriteCall write() {
    return new WriteCall(
        resource,
        info.subresource(),
        info.objectName(),
        caller,
        manager(),
        false,
        DryRun.of(request));
  }
}
