package dev.keelson.apiserver.model.strict;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.schema.TypeSchema;
import java.util.List;
public final class FieldCheck { public static List<String> unknown(JsonObject o, TypeSchema s) { return List.of(); } }
