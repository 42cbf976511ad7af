package dev.keelson.apiserver.model.json;

/**
 * How deep a tree may be that this server works on: most of what is done to trees is done by
 * recursion, and a stack that overflows leaves things half done. Upstream's decoder goes to 10,000
 * levels; no object that anybody wrote has a tenth of this.
 */
public final class Depth {
  public static final int MOST = 500;

  private Depth() {}

  /** Whether {@code value} has more than {@value #MOST} levels of objects and arrays. */
  public static boolean isTooDeep(JsonValue value) {
    return isDeeper(value, MOST);
  }

  private static boolean isDeeper(JsonValue value, int most) {
    switch (value) {
      case JsonObject object -> {
        for (int i = 0; i < object.size(); i++) {
          if (most == 0 || isDeeper(object.valueAt(i), most - 1)) {
            return true;
          }
        }
        return most == 0;
      }
      case JsonArray array -> {
        for (JsonValue each : array.values()) {
          if (most == 0 || isDeeper(each, most - 1)) {
            return true;
          }
        }
        return most == 0;
      }
      default -> {
        return false;
      }
    }
  }
}
