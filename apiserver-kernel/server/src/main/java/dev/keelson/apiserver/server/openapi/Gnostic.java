package dev.keelson.apiserver.server.openapi;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonBool;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.function.Function;

/**
 * Swagger 2.0 in protobuf, as clients before {@code /openapi/v3} ask for it: the messages and
 * numbers of gnostic's {@code OpenAPIv2.proto}. Of them those that {@link OpenApi} has a use for;
 * what is free of form is told as YAML, of which JSON is a part.
 */
final class Gnostic {
  private Gnostic() {}

  static byte[] document(JsonObject swagger) {
    ProtoMessage out = new ProtoMessage();
    out.text(1, swagger.text("swagger"));
    out.message(2, info(swagger.object("info")));
    out.message(8, named(2, swagger.object("paths"), Gnostic::path));
    out.message(9, named(1, swagger.object("definitions"), Gnostic::schema));
    swagger
        .array("security")
        .objects()
        .forEach(each -> out.message(12, named(1, each, Gnostic::texts)));
    out.message(13, named(1, swagger.object("securityDefinitions"), Gnostic::security));
    return out.toBytes();
  }

  private static ProtoMessage info(JsonObject info) {
    return new ProtoMessage().text(1, info.text("title")).text(2, info.text("version"));
  }

  /** A map, as pairs of a name and a message. */
  private static ProtoMessage named(
      int number, JsonObject map, Function<JsonValue, ProtoMessage> value) {
    ProtoMessage out = new ProtoMessage();
    map.forEach((name, each) -> out.message(number, pair(name, value.apply(each))));
    return out;
  }

  private static ProtoMessage pair(String name, ProtoMessage value) {
    return new ProtoMessage().text(1, name).message(2, value);
  }

  private static ProtoMessage texts(JsonValue value) {
    ProtoMessage out = new ProtoMessage();
    if (value instanceof JsonArray array) {
      array.texts().forEach(each -> out.element(1, each));
    }
    return out;
  }

  private static ProtoMessage any(JsonValue value) {
    return new ProtoMessage().text(2, value.toJson() + "\n");
  }

  private static void extensions(int number, JsonObject of, ProtoMessage out) {
    of.forEach(
        (name, value) -> {
          if (name.startsWith("x-")) {
            out.message(number, pair(name, any(value)));
          }
        });
  }

  /** Only keys are defined. */
  private static ProtoMessage security(JsonValue value) {
    JsonObject key = object(value);
    ProtoMessage message =
        new ProtoMessage()
            .text(1, key.text("type"))
            .text(2, key.text("name"))
            .text(3, key.text("in"))
            .text(4, key.text("description"));
    return new ProtoMessage().message(2, message);
  }

  private static ProtoMessage path(JsonValue value) {
    JsonObject path = object(value);
    ProtoMessage out = new ProtoMessage();
    path.forEach(
        (name, each) -> {
          int number =
              switch (name) {
                case "get" -> 2;
                case "put" -> 3;
                case "post" -> 4;
                case "delete" -> 5;
                case "options" -> 6;
                case "head" -> 7;
                case "patch" -> 8;
                default -> 0;
              };
          if (number > 0) {
            out.message(number, operation(object(each)));
          }
        });
    parameters(9, path, out);
    return out;
  }

  private static ProtoMessage operation(JsonObject operation) {
    ProtoMessage out = new ProtoMessage();
    list(1, operation, "tags", out);
    out.text(3, operation.text("description")).text(5, operation.text("operationId"));
    list(6, operation, "produces", out);
    list(7, operation, "consumes", out);
    parameters(8, operation, out);
    out.message(9, named(1, operation.object("responses"), Gnostic::response));
    list(10, operation, "schemes", out);
    extensions(13, operation, out);
    return out;
  }

  private static void list(int number, JsonObject of, String name, ProtoMessage out) {
    of.array(name).texts().forEach(each -> out.element(number, each));
  }

  private static ProtoMessage response(JsonValue value) {
    JsonObject response = object(value);
    ProtoMessage message = new ProtoMessage().text(1, response.text("description"));
    if (response.has("schema")) {
      message.message(2, new ProtoMessage().message(1, schema(response.get("schema"))));
    }
    return new ProtoMessage().message(1, message);
  }

  private static void parameters(int number, JsonObject of, ProtoMessage out) {
    of.array("parameters")
        .objects()
        .forEach(each -> out.message(number, new ProtoMessage().message(1, parameter(each))));
  }

  private static ProtoMessage parameter(JsonObject parameter) {
    return parameter.text("in").equals("body")
        ? new ProtoMessage().message(1, body(parameter))
        : new ProtoMessage().message(2, inPlace(parameter));
  }

  private static ProtoMessage body(JsonObject parameter) {
    return new ProtoMessage()
        .text(1, parameter.text("description"))
        .text(2, parameter.text("name"))
        .text(3, parameter.text("in"))
        .flag(4, parameter.isTrue("required"))
        .message(5, schema(parameter.get("schema")));
  }

  /** In the query or the path; the latter has no field for empty values. */
  private static ProtoMessage inPlace(JsonObject parameter) {
    boolean isQuery = parameter.text("in").equals("query");
    ProtoMessage message =
        new ProtoMessage()
            .flag(1, parameter.isTrue("required"))
            .text(2, parameter.text("in"))
            .text(3, parameter.text("description"))
            .text(4, parameter.text("name"))
            .text(isQuery ? 6 : 5, parameter.text("type"))
            .flag(isQuery ? 20 : 19, parameter.isTrue("uniqueItems"));
    return new ProtoMessage().message(isQuery ? 3 : 4, message);
  }

  private static ProtoMessage schema(JsonValue value) {
    JsonObject schema = object(value);
    ProtoMessage out =
        new ProtoMessage()
            .text(1, schema.text("$ref"))
            .text(2, schema.text("format"))
            .text(4, schema.text("description"));
    if (schema.has("default")) {
      out.message(5, any(schema.get("default")));
    }
    list(19, schema, "required", out);
    schema.array("enum").forEach(each -> out.message(20, any(each)));
    switch (schema.get("additionalProperties")) {
      case JsonObject each -> out.message(21, new ProtoMessage().message(1, schema(each)));
      case JsonBool isAny -> out.message(21, new ProtoMessage().flag(2, isAny == JsonBool.TRUE));
      default -> {}
    }
    if (schema.has("type")) {
      out.message(22, new ProtoMessage().text(1, schema.text("type")));
    }
    if (schema.has("items")) {
      out.message(23, new ProtoMessage().message(1, schema(schema.get("items"))));
    }
    schema.array("allOf").forEach(each -> out.message(24, schema(each)));
    if (schema.has("properties")) {
      out.message(25, named(1, schema.object("properties"), Gnostic::schema));
    }
    extensions(31, schema, out);
    return out;
  }

  private static JsonObject object(JsonValue value) {
    return value instanceof JsonObject object ? object : JsonObject.EMPTY;
  }
}
