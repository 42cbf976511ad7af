package dev.keelson.apiserver.schemas;

import java.util.List;

/**
 * A type as it is written down.
 *
 * @param name OpenAPI's
 * @param isAtomic server-side apply replaces it as a whole
 */
record BuiltType(String name, String description, boolean isAtomic, List<Field> fields) {

  /**
   * @param isPointer Go tells a zero that was sent from none
   * @param isWritten in JSON even though it is empty
   * @param listType of the model's {@code Merging.ListType}: its place there
   * @param defaultValue JSON; "" if none
   */
  record Field(
      String name,
      RawField raw,
      boolean isRequired,
      boolean isPointer,
      boolean isWritten,
      boolean isAtomic,
      int listType,
      List<String> listMapKeys,
      String patchMergeKey,
      List<String> patchStrategies,
      String defaultValue,
      List<String> enumValues,
      String description) {}

  /** A kind of a version, and the short name of its type. */
  record Kind(String group, String version, String kind, String type) {}
}
