package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonBool;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.proto.ProtobufCodec;
import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.request.Body;
import java.util.List;
import java.util.Optional;

/**
 * meta/v1 DeleteOptions, from the body or else from the query.
 *
 * @param propagation Orphan, Background, Foreground; "" if not said
 * @param uid the object must have; "" any
 * @param resourceVersion the object must have; "" any
 */
record DeleteOptions(
    Optional<Long> gracePeriodSeconds,
    String propagation,
    Optional<Boolean> orphanDependents,
    String uid,
    String resourceVersion,
    boolean isDryRun) {
  private static final GroupVersionKind KIND = new GroupVersionKind("", "v1", "DeleteOptions");

  /**
   * @throws ApiFailure 400, or 422 where the options contradict each other
   */
  static DeleteOptions of(ApiRequest request, ProtobufCodec protobuf) {
    JsonObject tree = JsonObject.EMPTY;
    if (request.body().length > 0) {
      tree = Body.read(request, protobuf, KIND).object().tree();
      String kind = tree.text("kind");
      if (!kind.equals("DeleteOptions")) {
        throw new ApiFailure(
            ApiStatus.badRequest("decoded object cannot be converted to DeleteOptions: " + kind));
      }
    }
    return of(tree, request);
  }

  /** {@code tree} as it came with an eviction or as a body. */
  static DeleteOptions of(JsonObject tree, ApiRequest request) {
    return new DeleteOptions(
            grace(tree, request),
            tree.text("propagationPolicy", request.query().text("propagationPolicy")),
            orphan(tree, request),
            tree.textAt("preconditions", "uid"),
            tree.textAt("preconditions", "resourceVersion"),
            DryRun.of(request, tree.array("dryRun").texts().toList()))
        .checked();
  }

  private static Optional<Long> grace(JsonObject tree, ApiRequest request) {
    if (tree.get("gracePeriodSeconds") instanceof JsonLong(long seconds)) {
      return Optional.of(seconds);
    }
    return request.query().has("gracePeriodSeconds")
        ? Optional.of(request.query().number("gracePeriodSeconds", 0))
        : Optional.empty();
  }

  private static Optional<Boolean> orphan(JsonObject tree, ApiRequest request) {
    if (tree.get("orphanDependents") instanceof JsonBool orphan) {
      return Optional.of(orphan == JsonBool.TRUE);
    }
    return request.query().has("orphanDependents")
        ? Optional.of(request.query().isTrue("orphanDependents"))
        : Optional.empty();
  }

  private DeleteOptions checked() {
    if (!propagation.isEmpty() && orphanDependents.isPresent()) {
      throw invalid(
          "propagationPolicy: Invalid value: \"%s\": orphanDependents and deletionPropagation cannot"
                  .formatted(propagation)
              + " be both set");
    }
    if (!List.of("", "Foreground", "Background", "Orphan").contains(propagation)) {
      throw invalid(
          "propagationPolicy: Unsupported value: \"%s\": supported values: \"Foreground\","
                  .formatted(propagation)
              + " \"Background\", \"Orphan\", \"nil\"");
    }
    return this;
  }

  private static ApiFailure invalid(String why) {
    return new ApiFailure(
        ApiStatus.of(422, "Invalid", "DeleteOptions.meta.k8s.io \"\" is invalid: " + why));
  }

  DeleteOptions onlyAt(String version) {
    return new DeleteOptions(
        gracePeriodSeconds, propagation, orphanDependents, uid, version, isDryRun);
  }

  /** Whether the answer to a deletion that waits is 202: upstream's rule for old clients. */
  boolean isCascading() {
    return orphanDependents.isPresent() && !orphanDependents.get();
  }
}
