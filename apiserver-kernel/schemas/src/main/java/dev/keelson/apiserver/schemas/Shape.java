package dev.keelson.apiserver.schemas;

import java.util.List;

/**
 * What stands in a field.
 *
 * @param code of what it is; those below {@link #MESSAGE} are the leaves in the order of the
 *     model's {@code FieldType.Scalar}
 * @param message the short name of a message's type, "" of others
 * @param elements of a list or map: one; of others: none
 */
record Shape(int code, String message, List<Shape> elements) {
  private static final List<String> LEAVES =
      List.of(
          "string",
          "bool",
          "int32",
          "int64",
          "double",
          "bytes",
          "time",
          "microtime",
          "duration",
          "quantity",
          "intorstring",
          "fieldsv1",
          "rawextension",
          "any");

  static final int MESSAGE = 14;
  static final int LIST = 15;
  static final int MAP = 16;

  static Shape leaf(String name) {
    int code = LEAVES.indexOf(name);
    if (code < 0) {
      throw new IllegalArgumentException("no leaf is called " + name);
    }
    return new Shape(code, "", List.of());
  }

  static Shape message(String type) {
    return new Shape(MESSAGE, type, List.of());
  }

  static Shape list(Shape element) {
    return new Shape(LIST, "", List.of(element));
  }

  static Shape map(Shape value) {
    return new Shape(MAP, "", List.of(value));
  }

  static boolean isLeaf(String name) {
    return LEAVES.contains(name);
  }

  Shape element() {
    return elements.get(0);
  }

  /** As {@code builtin.facts} calls it; "" of lists and maps. */
  String family() {
    if (code == MESSAGE) {
      return "message";
    }
    if (code > MESSAGE) {
      return "";
    }
    String leaf = LEAVES.get(code);
    switch (leaf) {
      case "bytes":
        return "";
      case "string":
      case "bool":
      case "int32":
      case "int64":
      case "double":
        return leaf;
      default:
        return "special";
    }
  }
}
