package dev.keelson.launcher.component;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.ApiResponse;
import dev.keelson.apiserver.server.http.HttpsConfig;
import dev.keelson.apiserver.server.http.HttpsServer;
import dev.keelson.apiserver.server.pki.CertificateAuthority;
import dev.keelson.apiserver.server.pki.ServingNames;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * {@code /healthz}, {@code /livez}, {@code /readyz} for everybody and {@code /metrics} for whom the
 * API server lets: a component's own port, with a certificate that it signs itself, as upstream's.
 */
final class ComponentServer implements AutoCloseable {
  /**
   * What it tells.
   *
   * @param trouble "" or a line for each thing that is wrong
   * @param metrics in Prometheus' text format
   */
  record Facts(Supplier<String> trouble, Supplier<String> metrics) {}

  private final HttpsServer https;

  private ComponentServer(HttpsServer https) {
    this.https = https;
  }

  /**
   * @param port 0: none is opened
   * @param client asks who the caller is and what he may
   */
  static Optional<ComponentServer> open(String address, int port, ApiClient client, Facts facts) {
    if (port == 0) {
      return Optional.empty();
    }
    InstantSource clock = InstantSource.system();
    var identity =
        CertificateAuthority.create("keelson-component", clock)
            .serving(
                "localhost", new ServingNames(Set.of("localhost"), Set.of("127.0.0.1", "::1")));
    return Optional.of(
        new ComponentServer(
            HttpsServer.open(
                new HttpsConfig(address, port, identity, List.of()),
                request -> answer(request, client, facts))));
  }

  private static ApiResponse answer(ApiRequest request, ApiClient client, Facts facts) {
    return switch (request.path()) {
      case "/healthz", "/livez", "/readyz" -> {
        String trouble = facts.trouble().get();
        yield trouble.isEmpty()
            ? ApiResponse.text(200, "ok")
            : ApiResponse.text(500, trouble + "\n");
      }
      case "/metrics" ->
          refusal(request, client)
              .orElseGet(
                  () ->
                      ApiResponse.bytes(
                          200,
                          "text/plain; version=0.0.4; charset=utf-8",
                          facts.metrics().get().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
      default -> ApiResponse.text(404, "404 page not found\n");
    };
  }

  /** Empty: he may. */
  private static Optional<ApiResponse> refusal(ApiRequest request, ApiClient client) {
    String header = request.headers().first("authorization").orElse("");
    if (!header.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return Optional.of(ApiResponse.text(401, "Unauthorized\n"));
    }
    try {
      JsonObject review =
          client
              .resource("authentication.k8s.io/v1", "tokenreviews")
              .create(
                  virtual(
                      "authentication.k8s.io/v1",
                      "TokenReview",
                      JsonObject.builder().put("token", header.substring(7).strip()).build()))
              .status();
      if (!review.isTrue("authenticated")) {
        return Optional.of(ApiResponse.text(401, "Unauthorized\n"));
      }
      JsonObject user = review.object("user");
      JsonObject wanted =
          JsonObject.builder()
              .put("user", user.text("username"))
              .put("groups", JsonArray.ofText(user.array("groups").texts().toList()))
              .put(
                  "nonResourceAttributes",
                  JsonObject.builder().put("path", "/metrics").put("verb", "get").build())
              .build();
      boolean isAllowed =
          client
              .resource("authorization.k8s.io/v1", "subjectaccessreviews")
              .create(virtual("authorization.k8s.io/v1", "SubjectAccessReview", wanted))
              .status()
              .isTrue("allowed");
      return isAllowed ? Optional.empty() : Optional.of(ApiResponse.text(403, "Forbidden\n"));
    } catch (ApiFailure | TransportFailure e) {
      return Optional.of(ApiResponse.text(500, "cannot ask the API server who you are\n"));
    }
  }

  private static ApiObject virtual(String apiVersion, String kind, JsonObject spec) {
    return ApiObject.of(GroupVersionKind.of(apiVersion, kind), JsonObject.EMPTY).with("spec", spec);
  }

  @Override
  public void close() {
    https.close();
  }
}
