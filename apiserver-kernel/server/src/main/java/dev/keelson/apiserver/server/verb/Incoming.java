package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.schema.TypeSchema;
import dev.keelson.apiserver.model.strict.BadField;
import dev.keelson.apiserver.model.strict.Conform;
import dev.keelson.apiserver.model.strict.FieldCheck;
import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.request.Body;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a client sends, as a typed server would hold it; with what {@code fieldValidation} asks for
 * done about fields that nobody knows.
 */
final class Incoming {
  /** As many warnings as upstream gives of one request. */
  private static final int MOST_WARNINGS = 10;

  private final Serving serving;

  Incoming(Serving serving) {
    this.serving = serving;
  }

  /**
   * The body as an object of {@code expected}.
   *
   * @throws ApiFailure 400
   */
  ApiObject read(Call call, GroupVersionKind expected) {
    Body body = Body.read(call.request(), serving.protobuf(), expected);
    ApiObject object = body.object();
    if (!object.kind().equals(expected)) {
      throw new ApiFailure(
          ApiStatus.badRequest(
              ("the API version in the data (%s) does not match the expected API version (%s)"
                      .formatted(object.kind().apiVersion(), expected.apiVersion()))
                  + (object.kind().kind().equals(expected.kind())
                      ? ""
                      : ": %s in version \"%s\" cannot be handled as a %s"
                          .formatted(
                              object.kind().kind(), object.kind().version(), expected.kind()))));
    }
    return conform(call, object, expected, body.duplicates());
  }

  /** {@code duplicates}: paths found while reading. */
  ApiObject conform(Call call, ApiObject object, GroupVersionKind kind, List<String> duplicates) {
    Optional<TypeSchema> schema = serving.schemas().kind(kind);
    if (schema.isEmpty()) {
      return object;
    }
    List<String> wrong = new ArrayList<>();
    Validating mode = Validating.of(call.request());
    if (mode != Validating.IGNORE) {
      wrong.addAll(FieldCheck.problems(duplicates, object.tree(), schema.get()));
    }
    if (!wrong.isEmpty()) {
      tell(call, kind, mode, wrong);
    }
    try {
      return new ApiObject(Conform.to(schema.get(), object.tree()));
    } catch (BadField e) {
      throw new ApiFailure(
          ApiStatus.badRequest(
              "%s in version \"%s\" cannot be handled as a %s: %s"
                  .formatted(kind.kind(), kind.version(), kind.kind(), e.getMessage())));
    }
  }

  private static void tell(Call call, GroupVersionKind kind, Validating mode, List<String> wrong) {
    if (mode == Validating.STRICT) {
      throw new ApiFailure(
          ApiStatus.badRequest(
              "%s in version \"%s\" cannot be handled as a %s: %s"
                  .formatted(
                      kind.kind(),
                      kind.version(),
                      kind.kind(),
                      FieldCheck.strictDecodingError(wrong))));
    }
    call.warnings().addAll(wrong.subList(0, Math.min(wrong.size(), MOST_WARNINGS)));
  }

  private enum Validating {
    STRICT,
    WARN,
    IGNORE;

    static Validating of(ApiRequest request) {
      String text = request.query().text("fieldValidation");
      return switch (text) {
        case "Strict" -> STRICT;
        case "", "Warn" -> WARN;
        case "Ignore" -> IGNORE;
        default ->
            throw new ApiFailure(
                ApiStatus.of(
                    422,
                    "Invalid",
                    "fieldValidation: Unsupported value: \"%s\": supported values: \"Ignore\","
                            .formatted(text)
                        + " \"Strict\", \"Warn\""));
      };
    }
  }
}
