package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.Located;
import dev.keelson.apiserver.server.kind.SelectorRules;
import java.util.List;

/** Claims for volumes that pods and stateful sets carry with them. */
public final class ClaimRules {
  private static final List<String> MODES =
      List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");

  private ClaimRules() {}

  static void template(Located template) {
    Located metadata = template.in("metadata");
    MetadataRules.labelsAndAnnotations(metadata);
    for (String name : metadata.json().names()) {
      if (!name.equals("labels")
          && !name.equals("annotations")
          && !(name.equals("creationTimestamp") && !metadata.has(name))) {
        // Upstream says this of the template and not of its metadata.
        metadata.forbidden(name, "cannot be set");
      }
    }
    spec(template.in("spec"));
  }

  /** A {@code PersistentVolumeClaimSpec}. */
  public static void spec(Located spec) {
    List<String> modes = spec.texts("accessModes");
    if (modes.isEmpty()) {
      spec.required("accessModes", "at least 1 access mode is required");
    }
    if (spec.has("selector")) {
      SelectorRules.selector(spec.in("selector"));
    }
    for (String mode : modes) {
      if (!MODES.contains(mode)) {
        spec.errors().notSupported(spec.path("accessModes"), mode, MODES);
      }
    }
    if (modes.contains("ReadWriteOncePod") && modes.stream().anyMatch(mode -> isShared(mode))) {
      spec.forbidden("accessModes", "may not use ReadWriteOncePod with other access modes");
    }
    ResourceRules.storage(spec);
    spec.formIfAny("storageClassName", Names::subdomain1123);
    spec.oneOf("volumeMode", List.of("Block", "Filesystem"));
    dataSource(spec, "dataSource");
    dataSource(spec, "dataSourceRef");
    sourcesAgree(spec);
    spec.formIfAny("volumeAttributesClassName", Names::subdomain1123);
  }

  private static boolean isShared(String mode) {
    return MODES.contains(mode) && !mode.equals("ReadWriteOncePod");
  }

  private static void dataSource(Located spec, String name) {
    if (!spec.has(name)) {
      return;
    }
    Located source = spec.in(name);
    source.needsText("name");
    source.needsText("kind");
    String kind = source.text("kind");
    if (source.text("apiGroup").isEmpty() && !kind.equals("PersistentVolumeClaim")) {
      spec.invalid(
          name, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
    }
    source.formIfAny("apiGroup", Names::subdomain1123);
    source.formIfAny("namespace", Names::label1123);
  }

  private static void sourcesAgree(Located spec) {
    if (!spec.has("dataSource") || !spec.has("dataSourceRef")) {
      return;
    }
    JsonObject source = spec.json().object("dataSource");
    JsonObject reference = spec.json().object("dataSourceRef");
    if (!reference.text("namespace").isEmpty()) {
      disagree(spec, "may not be specified when dataSourceRef.namespace is specified");
    } else if (!List.of("kind", "name", "apiGroup").stream()
        .allMatch(name -> source.text(name).equals(reference.text(name)))) {
      disagree(spec, "must match dataSourceRef");
    }
  }

  /** The bad value is, oddly, a path. */
  private static void disagree(Located spec, String detail) {
    spec.errors().invalid(spec.path(), spec.path("dataSource").text(), detail);
  }
}
