package dev.keelson.apiserver.server.openapi;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import java.util.List;

/** Where the two versions of OpenAPI part. */
enum Dialect {
  V2("#/definitions/"),
  V3("#/components/schemas/");

  private final String place;

  Dialect(String place) {
    this.place = place;
  }

  JsonObject ref(String type) {
    return JsonObject.of("$ref", JsonString.of(place + type));
  }

  /** A reference with words beside it, which version 3 allows only at one remove. */
  JsonObject.Builder refToDescribe(String type) {
    return this == V2
        ? ref(type).toBuilder()
        : JsonObject.builder().put("allOf", new JsonArray(List.of(ref(type))));
  }

  JsonObject parameter(String name, String in, String type, String description) {
    JsonObject.Builder out =
        JsonObject.builder().put("name", name).put("in", in).put("description", description);
    if (in.equals("path")) {
      out.put("required", true);
    }
    if (this == V2) {
      return out.put("type", type).put("uniqueItems", true).build();
    }
    JsonObject schema = JsonObject.builder().put("type", type).put("uniqueItems", true).build();
    return out.put("schema", schema).build();
  }

  /** The same schema in each of the media types. */
  static JsonObject content(List<String> mediaTypes, JsonObject schema) {
    JsonObject.Builder content = JsonObject.builder();
    mediaTypes.forEach(each -> content.put(each, JsonObject.of("schema", schema)));
    return content.build();
  }
}
