package dev.keelson.apiserver.server.kind;

/** A place in an object, as upstream prints it: {@code spec.containers[0].name}. */
public record FieldPath(String text) {
  public static FieldPath of(String name) {
    return new FieldPath(name);
  }

  public FieldPath child(String name) {
    return new FieldPath(text.isEmpty() ? name : text + "." + name);
  }

  public FieldPath child(String name, String below) {
    return child(name).child(below);
  }

  public FieldPath index(int index) {
    return new FieldPath(text + "[" + index + "]");
  }

  public FieldPath key(String key) {
    return new FieldPath(text + "[" + key + "]");
  }

  @Override
  public String toString() {
    return text;
  }
}
