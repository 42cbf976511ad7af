package dev.keelson.apiserver.server.request;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.BadJson;
import dev.keelson.apiserver.model.json.Depth;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.proto.BadProtobuf;
import dev.keelson.apiserver.model.proto.ProtobufCodec;
import dev.keelson.apiserver.model.yaml.BadYaml;
import dev.keelson.apiserver.model.yaml.YamlReader;
import dev.keelson.apiserver.server.ApiRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An object as it came in.
 *
 * @param duplicates paths of names that stood twice
 */
public record Body(ApiObject object, List<String> duplicates) {
  public Body {
    duplicates = List.copyOf(duplicates);
  }

  /** The type without parameters, in lower case; JSON where nothing is said. */
  public static String contentType(ApiRequest request) {
    String type = request.headers().first("content-type").orElse("application/json");
    return type.split(";")[0].strip().toLowerCase(Locale.ROOT);
  }

  /**
   * {@code expected} is what an object that does not say its kind is taken for.
   *
   * @throws ApiFailure 400 or 415
   */
  public static Body read(ApiRequest request, ProtobufCodec protobuf, GroupVersionKind expected) {
    List<String> duplicates = new ArrayList<>();
    byte[] bytes = request.body();
    try {
      JsonValue value =
          switch (contentType(request)) {
            case "application/json", "*/*" -> JsonReader.read(bytes, duplicates::add);
            case "application/yaml" -> YamlReader.read(bytes, duplicates::add);
            case "application/vnd.kubernetes.protobuf" -> protobuf.decode(bytes).tree();
            default -> throw new ApiFailure(unsupported(contentType(request)));
          };
      requireFlat(value);
      if (!(value instanceof JsonObject tree)) {
        throw new ApiFailure(
            ApiStatus.badRequest(
                "couldn't get version/kind; json parse error: json: cannot unmarshal "
                    + value.typeName()
                    + " into Go value of type struct"));
      }
      JsonObject named =
          tree.isSet("kind") && tree.isSet("apiVersion")
              ? tree
              : tree.withDefault("kind", expected.kind())
                  .withDefault("apiVersion", expected.apiVersion());
      return new Body(new ApiObject(named), duplicates);
    } catch (BadJson | BadYaml | BadProtobuf e) {
      throw new ApiFailure(
          ApiStatus.badRequest(
              "the object provided is unrecognized (must be of type %s): %s"
                  .formatted(expected.kind(), said(e, bytes))));
    }
  }

  /**
   * @throws ApiFailure 400: deeper than can be worked on
   */
  public static void requireFlat(JsonValue value) {
    if (Depth.isTooDeep(value)) {
      throw new ApiFailure(ApiStatus.badRequest("exceeded max depth of " + Depth.MOST));
    }
  }

  /** With the beginning of what came, as upstream shows it of JSON. */
  private static String said(RuntimeException bad, byte[] bytes) {
    if (!(bad instanceof BadJson)) {
      return String.valueOf(bad.getMessage());
    }
    String text = new String(bytes, 0, Math.min(bytes.length, MOST_SHOWN), StandardCharsets.UTF_8);
    return "couldn't get version/kind; json parse error: %s (%s%s)"
        .formatted(bad.getMessage(), text, bytes.length > MOST_SHOWN ? " ..." : "");
  }

  private static final int MOST_SHOWN = 30;

  private static ApiStatus unsupported(String type) {
    return ApiStatus.of(
        415,
        "UnsupportedMediaType",
        "the body of the request was in an unknown format (%s) - accepted media types include:"
                .formatted(type)
            + " application/json, application/yaml, application/vnd.kubernetes.protobuf");
  }
}
