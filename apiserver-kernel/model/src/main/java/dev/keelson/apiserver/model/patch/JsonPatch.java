package dev.keelson.apiserver.model.patch;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * RFC 6902, as evanphx/json-patch 4 does it: {@code replace} adds a name that is not there, an
 * index below zero counts from the end, what stands before a path's first slash is passed over.
 */
public final class JsonPatch {
  /** As in kube-apiserver. */
  public static final int MOST_OPERATIONS = 10_000;

  /**
   * Bytes of JSON by which all copies of one patch may make an object grow; as in kube-apiserver.
   */
  public static final int MOST_COPIED = 3 << 20;

  private static final Set<String> KNOWN = Set.of("op", "path", "from", "value");
  private static final String MISSING = "missing value";

  private final PatchDocument document;
  private long copied;

  private JsonPatch(PatchDocument document) {
    this.document = document;
  }

  /**
   * The operations of a patch that was read.
   *
   * @throws BadPatch it is no list of objects, or one of too many
   */
  public static JsonArray operations(JsonValue patch) {
    if (!(patch instanceof JsonArray operations)) {
      throw BadPatch.badRequest(
          "error decoding patch: json: cannot unmarshal "
              + goType(patch)
              + " into Go value of type []handlers.jsonPatchOp");
    }
    for (JsonValue each : operations) {
      if (!(each instanceof JsonObject) && each != JsonNull.NULL) {
        throw BadPatch.badRequest(
            "error decoding patch: json: cannot unmarshal "
                + goType(each)
                + " into Go value of type handlers.jsonPatchOp");
      }
    }
    if (operations.size() > MOST_OPERATIONS) {
      throw new BadPatch(
          BadPatch.Kind.TOO_LARGE,
          "The allowed maximum operations in a JSON patch is %d, got %d"
              .formatted(MOST_OPERATIONS, operations.size()));
    }
    return operations;
  }

  private static String goType(JsonValue value) {
    return value.typeName().equals("boolean") ? "bool" : value.typeName();
  }

  /**
   * Paths of what no operation has, such as {@code [0].valeu}: a warning or an error of the caller.
   */
  public static List<String> unknown(JsonArray operations) {
    List<String> unknown = new ArrayList<>();
    for (int i = 0; i < operations.size(); i++) {
      if (operations.get(i) instanceof JsonObject operation) {
        for (String name : operation.names()) {
          if (!KNOWN.contains(name)) {
            unknown.add("[" + i + "]." + name);
          }
        }
      }
    }
    return unknown;
  }

  /**
   * @throws BadPatch it is no list of operations, or one of them fails
   */
  public static JsonValue apply(JsonValue document, JsonArray operations) {
    JsonPatch patch = new JsonPatch(new PatchDocument(document));
    for (JsonValue each : operations(operations)) {
      patch.apply(each instanceof JsonObject operation ? operation : JsonObject.EMPTY);
    }
    return patch.document.close();
  }

  private void apply(JsonObject operation) {
    String kind = operation.text("op", "unknown");
    switch (kind) {
      case "add" -> add(operation);
      case "remove" -> remove(operation);
      case "replace" -> replace(operation);
      case "move" -> move(operation);
      case "copy" -> copy(operation);
      case "test" -> test(operation);
      default -> throw fail("Unexpected kind: " + kind);
    }
  }

  private void add(JsonObject operation) {
    String path = path(operation, "add operation failed to decode path: " + MISSING);
    PatchPlace place =
        document
            .find(path)
            .orElseThrow(
                () ->
                    fail(
                        "add operation does not apply: doc is missing path: \"%s\": %s",
                        path, MISSING));
    within("error in add for path: '" + path + "': ", () -> place.add(operation.get("value")));
  }

  private void remove(JsonObject operation) {
    String path = path(operation, "remove operation failed to decode path: " + MISSING);
    PatchPlace place =
        document
            .find(path)
            .orElseThrow(
                () ->
                    fail(
                        "remove operation does not apply: doc is missing path: \"%s\": %s",
                        path, MISSING));
    within("error in remove for path: '" + path + "': ", place::remove);
  }

  private void replace(JsonObject operation) {
    String path = path(operation, "replace operation failed to decode path: " + noPath());
    JsonValue value = operation.get("value");
    if (path.isEmpty()) {
      if (!(value instanceof JsonObject) && !(value instanceof JsonArray)) {
        throw fail("replace operation value must be object or array");
      }
      document.replace(value);
      return;
    }
    PatchPlace place =
        document
            .find(path)
            .orElseThrow(
                () ->
                    fail(
                        "replace operation does not apply: doc is missing path: %s: %s",
                        path, MISSING));
    try {
      place.get();
    } catch (BadPatch _) {
      throw fail("replace operation does not apply: doc is missing key: %s: %s", path, MISSING);
    }
    within("error in remove for path: '" + path + "': ", () -> place.set(value));
  }

  private void move(JsonObject operation) {
    PatchPlace source = source(operation, "move");
    JsonValue[] moved = new JsonValue[1];
    within(
        "error in move for path: '" + source.key() + "': ",
        () -> {
          moved[0] = source.get();
          source.remove();
        });
    PatchPlace target = target(operation, "move", noPath());
    within(
        "error in move for path: '" + operation.text("path") + "': ", () -> target.add(moved[0]));
  }

  private void copy(JsonObject operation) {
    PatchPlace source = source(operation, "copy");
    JsonValue[] value = new JsonValue[1];
    within(
        "error in copy for from: '" + operation.text("from") + "': ",
        () -> value[0] = source.get());
    PatchPlace target = target(operation, "copy", MISSING);
    copied += JsonWriter.bytes(value[0]).length;
    if (copied > MOST_COPIED) {
      throw fail(
          "Unable to complete the copy, the accumulated size increase of copy is %d, exceeding the"
              + " limit %d",
          copied, MOST_COPIED);
    }
    within("error while adding value during copy: ", () -> target.add(value[0]));
  }

  private PatchPlace source(JsonObject operation, String kind) {
    if (!(operation.get("from") instanceof JsonString(String from))) {
      throw fail(
          "%s operation failed to decode from: %s",
          kind,
          operation.isSet("from")
              ? wrongType(operation.get("from"))
              : "operation, missing from field: " + MISSING);
    }
    return document
        .find(from)
        .orElseThrow(
            () ->
                fail(
                    "%s operation does not apply: doc is missing from path: %s: %s",
                    kind, from, MISSING));
  }

  private PatchPlace target(JsonObject operation, String kind, String noPath) {
    String path = path(operation, kind + " operation failed to decode path: " + noPath);
    return document
        .find(path)
        .orElseThrow(
            () ->
                fail(
                    "%s operation does not apply: doc is missing destination path: %s: %s",
                    kind, path, MISSING));
  }

  private void test(JsonObject operation) {
    String path = path(operation, "test operation failed to decode path: " + noPath());
    JsonValue expected = operation.get("value");
    JsonValue[] actual = new JsonValue[1];
    if (path.isEmpty()) {
      actual[0] = document.close();
    } else {
      PatchPlace place =
          document
              .find(path)
              .orElseThrow(
                  () ->
                      fail(
                          "test operation does not apply: is missing path: %s: %s", path, MISSING));
      within("error in test for path: '" + path + "': ", () -> actual[0] = place.get());
    }
    if (!expected.equals(actual[0])) {
      throw fail("testing value %s failed: test failed", path);
    }
  }

  private static String noPath() {
    return "operation missing path field: " + MISSING;
  }

  private static String path(JsonObject operation, String ifMissing) {
    if (operation.get("path") instanceof JsonString(String path)) {
      return path;
    }
    throw operation.isSet("path") ? fail(wrongType(operation.get("path"))) : fail(ifMissing);
  }

  private static String wrongType(JsonValue value) {
    return "json: cannot unmarshal " + goType(value) + " into Go value of type string";
  }

  /** Puts something before the message of what fails. */
  private static void within(String context, Runnable step) {
    try {
      step.run();
    } catch (BadPatch e) {
      throw fail("%s%s", context, e.getMessage());
    }
  }

  private static BadPatch fail(String format, Object... arguments) {
    return BadPatch.unprocessable(arguments.length == 0 ? format : format.formatted(arguments));
  }
}
