package dev.keelson.apiserver.model.strict;

/** On its way up, collecting the path of the field. */
final class WrongType extends RuntimeException {
  private final String value;
  private final String type;
  private String struct = "";
  private String path = "";

  /**
   * @param value what was there, as Go's decoder calls it
   * @param type Go's
   */
  WrongType(String value, String type) {
    super(null, null, false, false);
    this.value = value;
    this.type = type;
  }

  /** Leaves a struct; the first one is the one that is named. */
  WrongType in(String owner, String field) {
    if (struct.isEmpty()) {
      struct = owner;
    }
    path = path.isEmpty() ? field : field + "." + path;
    return this;
  }

  BadField asBadField() {
    return new BadField(
        path.isEmpty()
            ? "json: cannot unmarshal " + value + " into Go value of type " + type
            : "json: cannot unmarshal %s into Go struct field %s.%s of type %s"
                .formatted(value, struct, path, type),
        converted());
  }

  private String converted() {
    String from = value.startsWith("number") ? goNumber() : value;
    if (type.startsWith("[]")) {
      return "cannot restore slice from " + from.replace("object", "map");
    }
    if (type.startsWith("map[")) {
      return "cannot restore map from " + from.replace("array", "slice");
    }
    if (type.contains(".")) {
      return "cannot restore struct from: " + from.replace("array", "slice");
    }
    String whole =
        switch (from) {
          case "object" -> "map[string]interface {}";
          case "array" -> "[]interface {}";
          default -> from;
        };
    return "cannot convert " + whole + " to " + type;
  }

  private String goNumber() {
    return value.contains(".") ? "float64" : "int64";
  }
}
