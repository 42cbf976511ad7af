package dev.keelson.apiserver.server.openapi;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.schema.FieldSchema;
import dev.keelson.apiserver.model.schema.FieldType;
import dev.keelson.apiserver.model.schema.FieldType.Scalar;
import dev.keelson.apiserver.model.schema.SchemaRegistry;
import dev.keelson.apiserver.model.schema.TypeSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What may stand in queries and paths. */
final class Parameters {
  private static final String TEXT = "string";
  private static final String FLAG = "boolean";
  private static final String NUMBER = "integer";

  /** A name, with its type and a line about it. */
  record Parameter(String name, String type, String description) {}

  static final List<Parameter> WRITE =
      List.of(
          new Parameter("dryRun", TEXT, "All: everything is done but the storing."),
          new Parameter("fieldManager", TEXT, "Who makes the change; at most 128 characters."),
          new Parameter(
              "fieldValidation",
              TEXT,
              "What unknown and duplicate fields of the body lead to: Ignore, Warn or Strict."));

  static final List<Parameter> PATCH =
      plus(WRITE, new Parameter("force", FLAG, "Apply takes over fields that others own."));

  private static final List<Parameter> DELETION =
      List.of(
          new Parameter("gracePeriodSeconds", NUMBER, "Seconds until the end; 0: at once."),
          new Parameter(
              "ignoreStoreReadErrorWithClusterBreakingPotential",
              FLAG,
              "Deletes what the store holds but cannot be read."),
          new Parameter("orphanDependents", FLAG, "Obsolete; propagationPolicy replaces it."),
          new Parameter(
              "propagationPolicy",
              TEXT,
              "What becomes of dependents: Orphan, Background or Foreground."));

  static final List<Parameter> DELETE = plus(DELETION, WRITE.get(0));

  static final List<Parameter> LIST =
      List.of(
          new Parameter("allowWatchBookmarks", FLAG, "The watch may send bookmarks."),
          new Parameter("continue", TEXT, "Where the page before ended, as its metadata says."),
          new Parameter("fieldSelector", TEXT, "Which objects, by their fields."),
          new Parameter("labelSelector", TEXT, "Which objects, by their labels."),
          new Parameter("limit", NUMBER, "At most so many objects on a page."),
          new Parameter("resourceVersion", TEXT, "How old the answer may be, or must be."),
          new Parameter(
              "resourceVersionMatch", TEXT, "How resourceVersion is meant: Exact, NotOlderThan."),
          new Parameter(
              "sendInitialEvents", FLAG, "The watch begins with all objects, then a bookmark."),
          new Parameter("timeoutSeconds", NUMBER, "The call ends after so many seconds."),
          new Parameter("watch", FLAG, "Changes as they come, instead of a list."));

  static final List<Parameter> DELETE_COLLECTION = joined(DELETE, LIST.subList(1, 9));

  private static final Parameter PRETTY = new Parameter("pretty", TEXT, "Indents the answer.");

  private Parameters() {}

  private static List<Parameter> plus(List<Parameter> some, Parameter more) {
    return joined(some, List.of(more));
  }

  private static List<Parameter> joined(List<Parameter> some, List<Parameter> more) {
    List<Parameter> all = new ArrayList<>(some);
    all.addAll(more);
    return List.copyOf(all);
  }

  /** Options that are sent as a query: their fields. */
  static List<Parameter> fields(SchemaRegistry registry, TypeSchema options) {
    List<Parameter> all = new ArrayList<>();
    for (FieldSchema field : options.fields()) {
      boolean isOfType = field.name().equals("kind") || field.name().equals("apiVersion");
      if (!isOfType) {
        all.add(new Parameter(field.name(), type(field.type()), registry.describe(options, field)));
      }
    }
    return all;
  }

  private static String type(FieldType type) {
    return switch (type) {
      case Scalar.BOOL -> FLAG;
      case Scalar.INT32, Scalar.INT64 -> NUMBER;
      default -> TEXT;
    };
  }

  static List<JsonValue> query(List<Parameter> parameters, Dialect dialect) {
    List<JsonValue> all = new ArrayList<>();
    for (Parameter each : parameters) {
      all.add(dialect.parameter(each.name(), "query", each.type(), each.description()));
    }
    return all;
  }

  private static final Map<String, String> PATHS =
      Map.of(
          "{name}", "name of the object",
          "{namespace}", "namespace of the object");

  /** Those of a path, and of all that is done there. */
  static JsonArray ofPath(String path, Dialect dialect) {
    List<JsonValue> all = new ArrayList<>();
    for (String part : path.split("/")) {
      String description = PATHS.get(part);
      if (description != null) {
        String name = part.substring(1, part.length() - 1);
        all.add(dialect.parameter(name, "path", TEXT, description));
      }
    }
    all.add(dialect.parameter(PRETTY.name(), "query", PRETTY.type(), PRETTY.description()));
    return new JsonArray(all);
  }

  static JsonObject body(JsonObject schema, boolean isRequired) {
    return JsonObject.builder()
        .put("name", "body")
        .put("in", "body")
        .put("required", isRequired)
        .put("schema", schema)
        .build();
  }
}
