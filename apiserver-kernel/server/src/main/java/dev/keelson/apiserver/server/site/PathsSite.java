package dev.keelson.apiserver.server.site;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonWriter;
import dev.keelson.apiserver.server.ApiKernel;
import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.ApiResponse;
import dev.keelson.apiserver.server.resource.ResourceRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** {@code /}: the paths that there are. */
public final class PathsSite implements ApiKernel.Site {
  private final ResourceRegistry resources;
  private final List<String> more;

  /**
   * @param more paths of parts that have several
   */
  public PathsSite(ResourceRegistry resources, List<String> more) {
    this.resources = resources;
    this.more = List.copyOf(more);
  }

  @Override
  public Optional<ApiResponse> answer(ApiRequest request) {
    if (!request.path().equals("/") && !request.path().isEmpty()) {
      return Optional.empty();
    }
    List<String> paths =
        new ArrayList<>(
            List.of("/.well-known/openid-configuration", "/api", "/api/v1", "/apis", "/apis/"));
    resources
        .groups()
        .forEach(
            (name, versions) -> {
              paths.add("/apis/" + name);
              versions.forEach(version -> paths.add("/apis/" + version));
            });
    paths.addAll(
        List.of(
            "/healthz",
            "/livez",
            "/metrics",
            "/openapi/v2",
            "/openapi/v3",
            "/openid/v1/jwks",
            "/readyz",
            "/version"));
    paths.addAll(more);
    Collections.sort(paths);
    return Optional.of(
        ApiResponse.bytes(
            200,
            "application/json",
            JsonWriter.pretty(JsonObject.of("paths", JsonArray.ofText(paths)))));
  }
}
