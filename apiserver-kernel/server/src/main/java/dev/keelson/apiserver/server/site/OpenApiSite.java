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
import java.util.zip.GZIPInputStream;

/**
 * {@code /openapi/v2} and {@code /openapi/v3}: compressed as they lie to whoever takes it so; a
 * document asked for by its hash may be kept for good.
 */
public final class OpenApiSite implements ApiKernel.Site {
  private final OpenApi openApi;

  public OpenApiSite(OpenApi openApi) {
    this.openApi = openApi;
  }

  @Override
  public Optional<ApiResponse> answer(ApiRequest request) {
    return request.path().startsWith("/openapi/")
        ? openApi.document(request.path()).map(document -> answer(request, document))
        : Optional.empty();
  }

  private static ApiResponse answer(ApiRequest request, OpenApi.Document document) {
    if (!takesJson(request)) {
      throw new ApiFailure(
          ApiStatus.of(
              406,
              "NotAcceptable",
              "only the following media types are accepted: application/json"));
    }
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

  private static boolean takesJson(ApiRequest request) {
    List<String> accept = request.headers().all("accept");
    return accept.isEmpty()
        || accept.stream()
            .anyMatch(each -> each.contains("application/json") || each.contains("*/*"));
  }

  private static byte[] unpacked(byte[] gzip) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
