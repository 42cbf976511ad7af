package dev.keelson.apiserver.schemas;

import dev.keelson.apiserver.schemas.BuiltType.Kind;
import dev.keelson.apiserver.schemas.Facts.Fact;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which types are kinds, and of which versions. */
final class Kinds {
  private static final Set<String> METADATA = Set.of("meta.v1.ObjectMeta", "meta.v1.ListMeta");

  private Kinds() {}

  static List<Kind> all(Map<String, List<RawField>> types, Facts facts) {
    Map<String, String> groups = groups(facts);
    Set<String> kinds = facts.subjects("kind");
    Set<String> others = facts.subjects("no-kind");
    Set<String> ofCore = facts.subjects("kind-of-core");
    List<Kind> all = new ArrayList<>();
    types.forEach(
        (type, fields) -> {
          int dot = type.lastIndexOf('.');
          String kind = type.substring(dot + 1);
          String version = type.substring(type.indexOf('.') + 1, dot);
          boolean isOfCore = type.startsWith("meta.") && ofCore.contains(kind);
          boolean isKind = kinds.contains(type) || hasMetadata(fields) && !others.contains(type);
          if (isOfCore || isKind) {
            String group = isOfCore ? "" : groups.getOrDefault(type.substring(0, dot), "");
            all.add(new Kind(group, version, kind, type));
          }
        });
    for (String kind : facts.subjects("kind-of-every-group")) {
      groups.forEach(
          (place, group) ->
              all.add(
                  new Kind(
                      group, place.substring(place.indexOf('.') + 1), kind, "meta.v1." + kind)));
    }
    return all;
  }

  /** By the last two parts of the package. */
  private static Map<String, String> groups(Facts facts) {
    Map<String, String> groups = new LinkedHashMap<>();
    for (Fact fact : facts.named("package")) {
      groups.put(Descriptors.lastTwo(fact.argument(0)), Facts.unquoted(fact.subjects().get(0)));
    }
    return groups;
  }

  private static boolean hasMetadata(List<RawField> fields) {
    return fields.stream()
        .anyMatch(
            field -> field.name().equals("metadata") && METADATA.contains(field.shape().message()));
  }
}
