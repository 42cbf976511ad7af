package dev.keelson.apiserver.server.discovery;

import dev.keelson.apiserver.model.GroupVersion;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.json.JsonWriter;
import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.ApiResponse;
import dev.keelson.apiserver.server.Headers;
import dev.keelson.apiserver.server.resource.Resource;
import dev.keelson.apiserver.server.resource.Resource.Subresource;
import dev.keelson.apiserver.server.resource.ResourceRegistry;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * {@code /api}, {@code /apis} and what is below them down to a version. {@code /api} and {@code
 * /apis} are also told as one aggregated document, to those who ask for it by Accept; with an ETag.
 * Documents are made once.
 */
public final class Discovery {
  private static final String AGGREGATED = "as=APIGroupDiscoveryList";

  private record Document(byte[] bytes, String etag) {}

  private final ResourceRegistry resources;
  private final String serverAddress;
  private final Map<String, Document> made = new ConcurrentHashMap<>();

  /**
   * @param serverAddress host and port under which clients of any network reach the server; ""
   *     where that is not known
   */
  public Discovery(ResourceRegistry resources, String serverAddress) {
    this.resources = resources;
    this.serverAddress = serverAddress;
  }

  /** Empty: the path is none of its. */
  public Optional<ApiResponse> answer(ApiRequest request) {
    String path = request.path();
    if (path.length() > 1 && path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    String[] parts = path.split("/");
    if (parts.length < 2 || parts.length > 4) {
      return Optional.empty();
    }
    return switch (parts[1] + parts.length) {
      case "api2" -> Optional.of(root(request, "api", this::versions));
      case "apis2" -> Optional.of(root(request, "apis", this::groups));
      case "api3" -> resourcesOf(request, new GroupVersion("", parts[2]));
      case "apis3" -> group(request, parts[2]);
      case "apis4" -> resourcesOf(request, new GroupVersion(parts[2], parts[3]));
      default -> Optional.empty();
    };
  }

  private ApiResponse root(ApiRequest request, String name, Supplier<JsonObject> plain) {
    Optional<String> version = aggregatedVersion(request);
    if (version.isEmpty()) {
      return plainDocument(request, name, plain);
    }
    Document document =
        made.computeIfAbsent(
            name + " " + version.get(), _ -> document(aggregated(name, version.get())));
    Headers headers =
        Headers.of(
                "content-type",
                "application/json;g=apidiscovery.k8s.io;v=%s;as=APIGroupDiscoveryList"
                    .formatted(version.get()))
            .with("etag", document.etag())
            .with("vary", "Accept");
    if (request.headers().first("if-none-match").filter(document.etag()::equals).isPresent()) {
      return new ApiResponse.Complete(304, headers, List.of());
    }
    return new ApiResponse.Complete(200, headers, List.of(ByteBuffer.wrap(document.bytes())));
  }

  /** v2 or v2beta1, whichever the client names first; empty: neither. */
  private static Optional<String> aggregatedVersion(ApiRequest request) {
    for (String header : request.headers().all("accept")) {
      for (String choice : header.split(",")) {
        String plain = choice.replace(" ", "");
        if (!plain.contains(";") && !plain.isEmpty()) {
          return Optional.empty();
        }
        if (plain.contains(AGGREGATED)
            && plain.contains("g=apidiscovery.k8s.io")
            && plain.startsWith("application/json")) {
          if (plain.contains("v=v2beta1")) {
            return Optional.of("v2beta1");
          }
          if (plain.contains("v=v2")) {
            return Optional.of("v2");
          }
        }
      }
    }
    return Optional.empty();
  }

  private ApiResponse plainDocument(ApiRequest request, String name, Supplier<JsonObject> content) {
    Document document = made.computeIfAbsent(name, _ -> document(content.get()));
    ApiResponse.Complete answer = ApiResponse.bytes(200, "application/json", document.bytes());
    return request.path().equals("/api") || request.path().equals("/apis")
        ? new ApiResponse.Complete(200, answer.headers().with("vary", "Accept"), answer.body())
        : answer;
  }

  private static Document document(JsonObject content) {
    byte[] bytes = JsonWriter.bytes(content);
    try {
      byte[] hash = MessageDigest.getInstance("SHA-512").digest(bytes);
      return new Document(bytes, "\"" + HexFormat.of().withUpperCase().formatHex(hash) + "\"");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private JsonObject versions() {
    return JsonObject.builder()
        .put("kind", "APIVersions")
        .put("versions", JsonArray.of(JsonString.of("v1")))
        .put(
            "serverAddressByClientCIDRs",
            JsonArray.of(
                JsonObject.builder()
                    .put("clientCIDR", "0.0.0.0/0")
                    .put("serverAddress", serverAddress)
                    .build()))
        .build();
  }

  private JsonObject groups() {
    List<JsonValue> groups = new ArrayList<>();
    resources.groups().forEach((name, versions) -> groups.add(group(name, versions)));
    return JsonObject.builder()
        .put("kind", "APIGroupList")
        .put("apiVersion", "v1")
        .put("groups", new JsonArray(groups))
        .build();
  }

  private static JsonObject group(String name, List<GroupVersion> versions) {
    return JsonObject.builder()
        .put("name", name)
        .put("versions", new JsonArray(versions.stream().map(Discovery::version).toList()))
        .put("preferredVersion", version(versions.getFirst()))
        .build();
  }

  private static JsonValue version(GroupVersion version) {
    return JsonObject.builder()
        .put("groupVersion", version.apiVersion())
        .put("version", version.version())
        .build();
  }

  private Optional<ApiResponse> group(ApiRequest request, String name) {
    return Optional.ofNullable(resources.groups().get(name))
        .map(
            versions ->
                plainDocument(
                    request,
                    "apis/" + name,
                    () ->
                        JsonObject.of("kind", JsonString.of("APIGroup"))
                            .with("apiVersion", "v1")
                            .toBuilder()
                            .put("name", name)
                            .put(
                                "versions",
                                new JsonArray(versions.stream().map(Discovery::version).toList()))
                            .put("preferredVersion", version(versions.getFirst()))
                            .build()));
  }

  private Optional<ApiResponse> resourcesOf(ApiRequest request, GroupVersion version) {
    List<Resource> served = resources.of(version);
    return served.isEmpty()
        ? Optional.empty()
        : Optional.of(
            plainDocument(request, "resources/" + version, () -> resourceList(version, served)));
  }

  private static JsonObject resourceList(GroupVersion version, List<Resource> served) {
    List<JsonValue> lines = new ArrayList<>();
    for (Resource resource : served) {
      lines.add(line(resource));
      for (Subresource sub : resource.subresources()) {
        lines.add(line(resource, sub));
      }
    }
    JsonObject.Builder list = JsonObject.builder().put("kind", "APIResourceList");
    if (!version.group().isEmpty()) {
      list.put("apiVersion", "v1"); // the oldest document never had it
    }
    return list.put("groupVersion", version.apiVersion())
        .put("resources", new JsonArray(lines))
        .build();
  }

  private static JsonObject line(Resource resource) {
    JsonObject.Builder line =
        JsonObject.builder()
            .put("name", resource.name().resource())
            .put("singularName", resource.singular())
            .put("namespaced", resource.isNamespaced())
            .put("kind", resource.kind().kind())
            .put("verbs", JsonArray.ofText(resource.verbs()));
    if (!resource.shortNames().isEmpty()) {
      line.put("shortNames", JsonArray.ofText(resource.shortNames()));
    }
    if (!resource.categories().isEmpty()) {
      line.put("categories", JsonArray.ofText(resource.categories()));
    }
    if (resource.verbs().contains("watch")) {
      line.put("storageVersionHash", StorageVersionHash.of(resource.storageKind()));
    }
    return line.build();
  }

  private static JsonObject line(Resource resource, Subresource sub) {
    GroupVersionKind kind = sub.kind();
    JsonObject.Builder line =
        JsonObject.builder()
            .put("name", resource.name().resource() + "/" + sub.name())
            .put("singularName", "")
            .put("namespaced", resource.isNamespaced());
    if (!kind.groupVersion().equals(resource.name().groupVersion())) {
      line.put("group", kind.group()).put("version", kind.version());
    }
    return line.put("kind", kind.kind()).put("verbs", JsonArray.ofText(sub.verbs())).build();
  }

  private JsonObject aggregated(String root, String version) {
    List<JsonValue> items = new ArrayList<>();
    Map<String, List<GroupVersion>> groups =
        root.equals("api") ? Map.of("", List.of(new GroupVersion("", "v1"))) : resources.groups();
    groups.forEach((name, versions) -> items.add(aggregatedGroup(name, versions)));
    return JsonObject.builder()
        .put("kind", "APIGroupDiscoveryList")
        .put("apiVersion", "apidiscovery.k8s.io/" + version)
        .put("metadata", JsonObject.EMPTY)
        .put("items", new JsonArray(items))
        .build();
  }

  private JsonObject aggregatedGroup(String name, List<GroupVersion> versions) {
    List<JsonValue> each = new ArrayList<>();
    for (GroupVersion version : versions) {
      each.add(
          JsonObject.builder()
              .put("version", version.version())
              .put(
                  "resources",
                  new JsonArray(
                      resources.of(version).stream().map(Discovery::aggregatedLine).toList()))
              .put("freshness", "Current")
              .build());
    }
    return JsonObject.builder()
        .put(
            "metadata",
            JsonObject.builder()
                .putUnlessEmpty("name", name)
                .put("creationTimestamp", JsonNull.NULL)
                .build())
        .put("versions", new JsonArray(each))
        .build();
  }

  private static JsonValue aggregatedLine(Resource resource) {
    JsonObject.Builder line =
        JsonObject.builder()
            .put("resource", resource.name().resource())
            .put("responseKind", kind(resource.kind()))
            .put("scope", resource.isNamespaced() ? "Namespaced" : "Cluster")
            .put("singularResource", resource.singular())
            .put("verbs", JsonArray.ofText(resource.verbs()));
    if (!resource.shortNames().isEmpty()) {
      line.put("shortNames", JsonArray.ofText(resource.shortNames()));
    }
    if (!resource.categories().isEmpty()) {
      line.put("categories", JsonArray.ofText(resource.categories()));
    }
    if (!resource.subresources().isEmpty()) {
      line.put(
          "subresources",
          new JsonArray(resource.subresources().stream().map(Discovery::aggregatedSub).toList()));
    }
    return line.build();
  }

  private static JsonValue aggregatedSub(Subresource sub) {
    return JsonObject.builder()
        .put("subresource", sub.name())
        .put("responseKind", kind(sub.kind()))
        .put("verbs", JsonArray.ofText(sub.verbs()))
        .build();
  }

  private static JsonObject kind(GroupVersionKind kind) {
    return JsonObject.builder()
        .put("group", kind.group())
        .put("version", kind.version())
        .put("kind", kind.kind())
        .build();
  }
}
