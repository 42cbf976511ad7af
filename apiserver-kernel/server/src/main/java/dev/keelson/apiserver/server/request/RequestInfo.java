package dev.keelson.apiserver.server.request;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.GroupVersion;
import dev.keelson.apiserver.model.GroupVersionResource;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.select.BadSelector;
import dev.keelson.apiserver.model.select.FieldSelector;
import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.auth.Attributes;
import dev.keelson.apiserver.server.auth.Caller;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a request is about, by the rules of upstream's RequestInfoFactory.
 *
 * @param isResource whether the path names a resource; else only {@code path} says something
 * @param verb get, list, watch, create, update, patch, delete, deletecollection; else the method in
 *     lower case
 * @param rest of the path, after the subresource: for proxies
 * @param selectedFields those that a field selector requires to be equal to something
 */
public record RequestInfo(
    boolean isResource,
    String verb,
    String path,
    GroupVersion version,
    String namespace,
    String resource,
    String subresource,
    String name,
    List<String> rest,
    Map<String, String> selectedFields) {
  private static final Set<String> OF_NAMESPACES = Set.of("status", "finalize");

  public GroupVersionResource gvr() {
    return version.resource(resource);
  }

  public ObjectName objectName() {
    return new ObjectName(namespace, name);
  }

  public Attributes attributes(Caller caller) {
    return isResource
        ? new Attributes(
                caller,
                verb,
                true,
                version.group(),
                version.version(),
                resource,
                subresource,
                namespace,
                name,
                path)
            .withSelectedFields(selectedFields)
        : Attributes.ofPath(caller, verb, path);
  }

  /**
   * @throws ApiFailure 400: the path is not percent-encoded as it should be
   */
  public static RequestInfo of(ApiRequest request) {
    String path = decode(request.path());
    List<String> parts = new ArrayList<>(List.of(path.split("/")));
    parts.removeIf(String::isEmpty);
    String method = request.method().toLowerCase(Locale.ROOT);
    int root = !parts.isEmpty() && parts.getFirst().equals("api") ? 2 : 3;
    boolean isApi = !parts.isEmpty() && Set.of("api", "apis").contains(parts.getFirst());
    if (!isApi || parts.size() <= root) {
      return new RequestInfo(
          false, method, path, new GroupVersion("", ""), "", "", "", "", List.of(), Map.of());
    }
    if (parts.contains("..") || parts.contains(".")) {
      throw new ApiFailure(ApiStatus.noSuchPath());
    }
    GroupVersion version =
        root == 2
            ? new GroupVersion("", parts.get(1))
            : new GroupVersion(parts.get(1), parts.get(2));
    List<String> at = parts.subList(root, parts.size());
    String verb = verb(request.method());
    if (at.size() > 1 && at.getFirst().equals("watch")) {
      verb = "watch"; // the form of the first years, still served
      at = at.subList(1, at.size());
    }
    String namespace = "";
    if (at.getFirst().equals("namespaces") && at.size() > 1) {
      namespace = at.get(1);
      if (at.size() > 2 && !OF_NAMESPACES.contains(at.get(2))) {
        at = at.subList(2, at.size());
      }
    }
    String name = at.size() > 1 ? at.get(1) : "";
    verb = ofCollection(verb, name, request);
    if (at.getFirst().equals("namespaces") && !name.isEmpty()) {
      namespace = name;
    }
    Map<String, String> selected = Map.of();
    if (name.isEmpty() && Set.of("list", "watch", "deletecollection").contains(verb)) {
      selected = selected(request.query().text("fieldSelector"));
      name = selected.getOrDefault("metadata.name", "");
    }
    return new RequestInfo(
        true,
        verb,
        path,
        version,
        namespace,
        at.getFirst(),
        at.size() > 2 ? at.get(2) : "",
        name,
        at.size() > 3 ? List.copyOf(at.subList(3, at.size())) : List.of(),
        selected);
  }

  private static String decode(String path) {
    try {
      return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ApiFailure(ApiStatus.badRequest("invalid URL escape in path"));
    }
  }

  private static String verb(String method) {
    return switch (method) {
      case "POST" -> "create";
      case "GET", "HEAD" -> "get";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> "delete";
      default -> method.toLowerCase(Locale.ROOT);
    };
  }

  private static String ofCollection(String verb, String name, ApiRequest request) {
    if (!name.isEmpty()) {
      return verb;
    }
    return switch (verb) {
      case "get" -> request.query().isTrue("watch") ? "watch" : "list";
      case "delete" -> "deletecollection";
      default -> verb;
    };
  }

  /** Empty where the selector cannot be read: whoever lists will tell. */
  private static Map<String, String> selected(String fieldSelector) {
    if (fieldSelector.isEmpty()) {
      return Map.of();
    }
    try {
      FieldSelector selector = FieldSelector.parse(fieldSelector);
      Map<String, String> equal = new HashMap<>();
      for (FieldSelector.Requirement each : selector.requirements()) {
        if (!each.isNegated()) {
          equal.put(each.field(), each.value());
        }
      }
      return equal;
    } catch (BadSelector e) {
      return Map.of();
    }
  }
}
