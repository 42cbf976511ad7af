package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.apply.ApplyConflict;
import dev.keelson.apiserver.model.apply.BadApply;
import dev.keelson.apiserver.model.json.BadJson;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.patch.BadPatch;
import dev.keelson.apiserver.model.patch.JsonPatch;
import dev.keelson.apiserver.model.patch.MergePatch;
import dev.keelson.apiserver.model.patch.StrategicMerge;
import dev.keelson.apiserver.model.schema.TypeSchema;
import dev.keelson.apiserver.model.yaml.BadYaml;
import dev.keelson.apiserver.model.yaml.YamlReader;
import dev.keelson.apiserver.server.request.Body;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The four kinds of patch, each as a change of the object that is there. */
final class Patching {
  static final String JSON = "application/json-patch+json";
  static final String MERGE = "application/merge-patch+json";
  static final String STRATEGIC = "application/strategic-merge-patch+json";
  static final String APPLY = "application/apply-patch+yaml";

  private final Serving serving;
  private final Incoming incoming;

  Patching(Serving serving) {
    this.serving = serving;
    this.incoming = new Incoming(serving);
  }

  /** Of JSON, merge and strategic merge; {@code kind} of what is patched. */
  ObjectWriter.Change change(Call call, GroupVersionKind kind) {
    List<String> duplicates = new ArrayList<>();
    JsonValue patch = read(call, duplicates);
    String type = Body.contentType(call.request());
    TypeSchema schema =
        serving
            .schemas()
            .kind(kind)
            .orElseThrow(() -> new ApiFailure(ApiStatus.internal("no schema of " + kind)));
    return live -> {
      ApiObject served = Conversion.to(kind, live);
      JsonValue patched = patched(type, served.tree(), patch, schema);
      Body.requireFlat(patched); // copies within it may have made it deep
      if (!(patched instanceof JsonObject tree)) {
        throw new ApiFailure(ApiStatus.badRequest("the patch does not leave an object"));
      }
      JsonObject named =
          type.equals(STRATEGIC)
              ? tree.with("kind", kind.kind()).with("apiVersion", kind.apiVersion())
              : tree;
      return type.equals(STRATEGIC)
          ? incoming.conformPatched(call, new ApiObject(named), kind, duplicates, patch)
          : incoming.conform(call, new ApiObject(named), kind, duplicates);
    };
  }

  private static JsonValue patched(
      String type, JsonObject live, JsonValue patch, TypeSchema schema) {
    try {
      return switch (type) {
        case JSON -> JsonPatch.apply(live, JsonPatch.operations(patch));
        case MERGE -> MergePatch.apply(live, patch);
        default -> StrategicMerge.apply(live, (JsonObject) patch, schema);
      };
    } catch (BadPatch e) {
      throw new ApiFailure(refusal(e));
    }
  }

  private static ApiStatus refusal(BadPatch bad) {
    return switch (bad.kind()) {
      case BAD_REQUEST -> ApiStatus.badRequest(bad.getMessage());
      case TOO_LARGE -> ApiStatus.of(413, "RequestEntityTooLarge", bad.getMessage());
      case UNPROCESSABLE ->
          ApiStatus.of(
              422, "Invalid", "the server rejected our request due to an error in our request");
      case UNEXPECTED -> ApiStatus.of(500, "", bad.getMessage());
    };
  }

  private static JsonValue read(Call call, List<String> duplicates) {
    String type = Body.contentType(call.request());
    try {
      JsonValue patch = JsonReader.read(call.request().body(), duplicates::add);
      Body.requireFlat(patch);
      boolean isFit =
          switch (type) {
            case JSON -> true; // its reader says what is wrong with it
            case MERGE, STRATEGIC -> patch instanceof JsonObject;
            default -> throw new ApiFailure(unsupported());
          };
      if (!isFit) {
        throw new ApiFailure(
            ApiStatus.badRequest(
                (type.equals(MERGE) ? "error decoding patch: " : "")
                    + "json: cannot unmarshal "
                    + patch.typeName()
                    + " into Go value of type map[string]interface {}"));
      }
      return patch;
    } catch (BadJson e) {
      throw new ApiFailure(ApiStatus.badRequest("error decoding patch: " + e.getMessage()));
    }
  }

  static ApiStatus unsupported() {
    return ApiStatus.of(
        415,
        "UnsupportedMediaType",
        "the body of the request was in an unknown format - accepted media types include: "
            + String.join(", ", JSON, MERGE, STRATEGIC, APPLY));
  }

  /** Who applies must say so. */
  static void requireManager(Call call) {
    if (call.request().query().text("fieldManager").isEmpty()) {
      throw new ApiFailure(
          ApiStatus.of(
              422,
              "Invalid",
              "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required"
                  + " for apply patch"));
    }
  }

  /**
   * The configuration that is applied, as it was sent: merging it tells of fields that nobody
   * knows, whatever the request wants to be done about them.
   */
  ApiObject applied(Call call, GroupVersionKind kind) {
    List<String> duplicates = new ArrayList<>();
    try {
      JsonValue read = YamlReader.read(call.request().body(), duplicates::add);
      Body.requireFlat(read);
      if (!(read instanceof JsonObject tree)) {
        throw new ApiFailure(ApiStatus.badRequest("error decoding YAML: not an object"));
      }
      ApiObject patch = new ApiObject(tree);
      if (!patch.kind().equals(kind)) {
        throw new ApiFailure(
            ApiStatus.badRequest("expected kind %s, but got %s".formatted(kind, patch.kind())));
      }
      incoming.tellDuplicates(call, duplicates);
      return patch;
    } catch (BadYaml e) {
      throw new ApiFailure(ApiStatus.badRequest("error decoding YAML: " + e.getMessage()));
    }
  }

  /** Server-side apply's outcome on {@code live}; {@link JsonObject#EMPTY} where there is none. */
  ApiObject apply(Call call, Optional<ApiObject> live, ApiObject patch) {
    boolean isForced = call.request().query().isTrue("force");
    try {
      ApiObject merged =
          serving
              .fields()
              .applied(live, patch, call.manager(), call.info().subresource(), isForced);
      return incoming.conform(call, merged, patch.kind(), List.of());
    } catch (ApplyConflict e) {
      throw new ApiFailure(e.status());
    } catch (BadApply e) {
      throw new ApiFailure(e.status());
    }
  }
}
