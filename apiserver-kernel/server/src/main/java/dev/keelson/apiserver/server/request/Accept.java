package dev.keelson.apiserver.server.request;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.server.ApiRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the client wants back: the first of its choices that can be served.
 *
 * @param shape whole objects, a table, or metadata alone
 * @param shapeVersion v1 or v1beta1 of meta.k8s.io; "v1" for whole objects
 * @param isPretty asked for by query, or by a browser or curl
 */
public record Accept(Encoding encoding, Shape shape, String shapeVersion, boolean isPretty) {
  public enum Encoding {
    JSON("application/json"),
    YAML("application/yaml"),
    PROTOBUF("application/vnd.kubernetes.protobuf");

    private final String mediaType;

    Encoding(String mediaType) {
      this.mediaType = mediaType;
    }

    public String mediaType() {
      return mediaType;
    }
  }

  public enum Shape {
    WHOLE,
    TABLE,
    METADATA
  }

  private record Choice(String type, Map<String, String> parameters, double quality) {}

  /** {@code canBeTable}: reviews and the like have no table. */
  public static Accept of(ApiRequest request, boolean canBeTable) {
    List<String> headers = request.headers().all("accept");
    List<Choice> choices = new ArrayList<>();
    for (String header : headers) {
      for (String each : header.split(",")) {
        if (!each.isBlank()) {
          choices.add(choice(each));
        }
      }
    }
    if (choices.isEmpty()) {
      choices.add(new Choice("*/*", Map.of(), 1));
    }
    choices.sort(Comparator.comparingDouble(Choice::quality).reversed());
    boolean isPretty = request.query().isTrue("pretty");
    return choices.stream()
        .flatMap(each -> served(each, isPretty, canBeTable).stream())
        .findFirst()
        .orElseThrow(() -> new ApiFailure(notAcceptable()));
  }

  private static ApiStatus notAcceptable() {
    return ApiStatus.of(
        406,
        "NotAcceptable",
        "only the following media types are accepted: application/json, application/yaml,"
            + " application/vnd.kubernetes.protobuf");
  }

  private static Choice choice(String text) {
    String[] parts = text.split(";");
    Map<String, String> parameters = new HashMap<>();
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      if (equals > 0) {
        parameters.put(
            parts[i].substring(0, equals).strip().toLowerCase(Locale.ROOT),
            parts[i].substring(equals + 1).strip());
      }
    }
    return new Choice(parts[0].strip().toLowerCase(Locale.ROOT), parameters, quality(parameters));
  }

  private static double quality(Map<String, String> parameters) {
    try {
      return Double.parseDouble(parameters.getOrDefault("q", "1"));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static Optional<Accept> served(Choice choice, boolean isPretty, boolean canBeTable) {
    Optional<Encoding> encoding =
        switch (choice.type()) {
          case "*/*", "application/*", "application/json" -> Optional.of(Encoding.JSON);
          case "application/yaml" -> Optional.of(Encoding.YAML);
          case "application/vnd.kubernetes.protobuf" -> Optional.of(Encoding.PROTOBUF);
          default -> Optional.empty();
        };
    String as = choice.parameters().getOrDefault("as", "");
    Optional<Shape> shape =
        switch (as) {
          case "" -> Optional.of(Shape.WHOLE);
          case "Table" -> canBeTable ? Optional.of(Shape.TABLE) : Optional.empty();
          case "PartialObjectMetadata", "PartialObjectMetadataList" ->
              canBeTable ? Optional.of(Shape.METADATA) : Optional.empty();
          default -> Optional.empty();
        };
    String version = as.isEmpty() ? "v1" : choice.parameters().getOrDefault("v", "");
    boolean isKnown =
        as.isEmpty()
            || choice.parameters().getOrDefault("g", "").equals("meta.k8s.io")
                && List.of("v1", "v1beta1").contains(version);
    if (encoding.isEmpty() || shape.isEmpty() || !isKnown) {
      return Optional.empty();
    }
    if (shape.get() == Shape.TABLE && encoding.get() == Encoding.PROTOBUF) {
      return Optional.empty(); // a table's cells have no form there
    }
    return Optional.of(new Accept(encoding.get(), shape.get(), version, isPretty));
  }
}
