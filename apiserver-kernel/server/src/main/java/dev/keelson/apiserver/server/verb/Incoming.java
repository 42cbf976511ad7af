package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.GroupVersionResource;
import dev.keelson.apiserver.model.json.GoText;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.schema.TypeSchema;
import dev.keelson.apiserver.model.strict.BadField;
import dev.keelson.apiserver.model.strict.Conform;
import dev.keelson.apiserver.model.strict.FieldCheck;
import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
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
              "%s in version \"%s\" cannot be handled as a %s: %s"
                  .formatted(
                      object.kind().kind(),
                      object.kind().version(),
                      expected.kind(),
                      whyNot(object.kind(), expected))));
    }
    return conform(call, object, expected, body.duplicates());
  }

  private String whyNot(GroupVersionKind given, GroupVersionKind expected) {
    return serving.schemas().kind(given).isPresent()
        ? "converting (%s.%s) to (%s.%s): unknown conversion"
            .formatted(
                given.version(),
                given.kind(),
                expected.group().isEmpty() ? "core" : expected.group().replaceAll("\\..*", ""),
                expected.kind())
        : "no kind \"%s\" is registered for version \"%s\" in scheme \"pkg/runtime/scheme.go:111\""
            .formatted(given.kind(), given.apiVersion());
  }

  /** Of a configuration that is applied: a name that stands twice has one value only. */
  void tellDuplicates(Call call, List<String> duplicates) {
    Validating mode = Validating.of(call.request());
    if (duplicates.isEmpty() || mode == Validating.IGNORE) {
      return;
    }
    List<String> texts =
        duplicates.stream()
            .map(
                path ->
                    "error converting YAML to JSON: key %s already set in map"
                        .formatted(GoText.quote(path)))
            .toList();
    if (mode == Validating.STRICT) {
      throw new ApiFailure(
          ApiStatus.badRequest("error strict decoding YAML: " + String.join("; ", texts)));
    }
    call.warnings().addAll(texts.subList(0, Math.min(texts.size(), MOST_WARNINGS)));
  }

  /**
   * As {@link #conform}, of what a strategic merge made: there upstream finds fault with the patch.
   *
   * @throws ApiFailure 422
   */
  ApiObject conformPatched(
      Call call,
      ApiObject object,
      GroupVersionKind kind,
      List<String> duplicates,
      JsonValue patch) {
    try {
      return fitted(call, object, kind, duplicates);
    } catch (UnfitObject unfit) {
      FieldErrors errors = new FieldErrors();
      errors.invalid(FieldPath.of("patch"), GoText.print(patch), unfit.converted);
      throw new ApiFailure(
          ApiStatus.of(422, "Invalid", " \"\" is invalid: " + errors.summary())
              .about(new GroupVersionResource("", "", ""), "")
              .withCauses(errors.causes()));
    }
  }

  /** A value or a field that the kind does not have. */
  private static final class UnfitObject extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final String why;
    private final String converted;

    UnfitObject(String why, String converted) {
      super(why, null, false, false);
      this.why = why;
      this.converted = converted;
    }
  }

  /** {@code duplicates}: paths found while reading. */
  ApiObject conform(Call call, ApiObject object, GroupVersionKind kind, List<String> duplicates) {
    try {
      return fitted(call, object, kind, duplicates);
    } catch (UnfitObject unfit) {
      throw new ApiFailure(
          ApiStatus.badRequest(
              "%s in version \"%s\" cannot be handled as a %s: %s"
                  .formatted(kind.kind(), kind.version(), kind.kind(), unfit.why)));
    }
  }

  private ApiObject fitted(
      Call call, ApiObject object, GroupVersionKind kind, List<String> duplicates) {
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
      tell(call, mode, wrong);
    }
    try {
      return new ApiObject(Conform.to(schema.get(), object.tree()));
    } catch (BadField e) {
      throw new UnfitObject(e.getMessage(), e.converted());
    }
  }

  private static void tell(Call call, Validating mode, List<String> wrong) {
    if (mode == Validating.STRICT) {
      String why = FieldCheck.strictDecodingError(wrong);
      throw new UnfitObject(why, why);
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
