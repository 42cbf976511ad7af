package dev.keelson.apiserver.server.site;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.server.ApiKernel;
import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.ApiResponse;
import dev.keelson.apiserver.server.Headers;
import dev.keelson.apiserver.server.openapi.OpenApi;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * {@code /openapi/v2} and {@code /openapi/v3}: compressed as they lie to whoever takes it so; a
 * document asked for by its hash may be kept for good.
 */
public final class OpenApiSite implements ApiKernel.Site {
  private static final Set<String> JSON_TYPES = Set.of("application/json", "application/*", "*/*");

  /** With an at sign in the name that clients ask for, and without. */
  private static final Set<String> PROTOBUF_TYPES =
      Set.of(
          "application/com.github.proto-openapi.spec.v2@v1.0+protobuf",
          "application/com.github.proto-openapi.spec.v2.v1.0+protobuf");

  private final OpenApi openApi;

  public OpenApiSite(OpenApi openApi) {
    this.openApi = openApi;
  }

  @Override
  public Optional<ApiResponse> answer(ApiRequest request) {
    return request.path().startsWith("/openapi/")
        ? openApi.document(request.path()).map(json -> answer(request, chosen(request, json)))
        : Optional.empty();
  }

  /** The first of what is accepted that there is. */
  private OpenApi.Document chosen(ApiRequest request, OpenApi.Document json) {
    List<String> accept = request.headers().all("accept");
    for (String header : accept.isEmpty() ? List.of("*/*") : accept) {
      for (String clause : header.split(",")) {
        String type = clause.split(";")[0].strip();
        if (JSON_TYPES.contains(type)) {
          return json;
        }
        if (PROTOBUF_TYPES.contains(type)) {
          Optional<OpenApi.Document> protobuf = openApi.protobuf(request.path());
          if (protobuf.isPresent()) {
            return protobuf.get();
          }
        }
      }
    }
    throw new ApiFailure(
        ApiStatus.of(
            406, "NotAcceptable", "only the following media types are accepted: application/json"));
  }

  private static ApiResponse answer(ApiRequest request, OpenApi.Document document) {
    Headers headers =
        Headers.of("content-type", document.contentType())
            .with("etag", document.etag())
            .with("vary", "Accept");
    String hash = request.query().text("hash");
    if (!hash.isEmpty()) {
      headers = headers.with("cache-control", "public, immutable");
    }
    if (request.headers().first("if-none-match").filter(document.etag()::equals).isPresent()) {
      return new ApiResponse.Complete(304, headers, List.of());
    }
    boolean isPacked =
        request.headers().all("accept-encoding").stream().anyMatch(each -> each.contains("gzip"));
    byte[] body = isPacked ? document.gzip() : unpacked(document.gzip());
    return new ApiResponse.Complete(
        200,
        isPacked ? headers.with("content-encoding", "gzip") : headers,
        List.of(ByteBuffer.wrap(body).asReadOnlyBuffer()));
  }

  private static byte[] unpacked(byte[] gzip) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
