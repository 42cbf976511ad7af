package dev.keelson.apiserver.server.kind.meta;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Validation of {@code metadata}, for all kinds alike: apimachinery's {@code
 * api/validation/objectmeta.go} with what {@code rest.BeforeCreate} and {@code rest.BeforeUpdate}
 * add.
 */
public final class MetadataRules {
  private static final FieldPath METADATA = FieldPath.of("metadata");
  private static final FieldPath FINALIZERS = METADATA.child("finalizers");
  private static final FieldPath OWNERS = METADATA.child("ownerReferences");
  private static final FieldPath NAMESPACE = METADATA.child("namespace");
  private static final String ORPHAN = "orphan";
  private static final String FOREGROUND = "foregroundDeletion";
  private static final Set<String> STANDARD_FINALIZERS = Set.of("kubernetes", ORPHAN, FOREGROUND);

  /** Whose finalizers need a domain; custom resources are not among them. */
  private static final Set<String> STRICT_GROUPS =
      Set.of(
          "",
          "apps",
          "autoscaling",
          "batch",
          "certificates.k8s.io",
          "discovery.k8s.io",
          "events.k8s.io",
          "flowcontrol.apiserver.k8s.io",
          "networking.k8s.io",
          "rbac.authorization.k8s.io",
          "resource.k8s.io",
          "scheduling.k8s.io",
          "storage.k8s.io");

  private static final int MANAGER_MOST = 128;
  private static final int SUBRESOURCE_MOST = 256;

  /** What an update must leave as it was, in the order of the messages. */
  private static final List<String> IMMUTABLE =
      List.of(
          "name",
          "namespace",
          "uid",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds");

  private MetadataRules() {}

  /** After a name was generated, where one was asked for. */
  public static void created(
      ApiObject object, boolean isNamespaced, NameRule names, FieldErrors errors) {
    JsonObject metadata = object.metadata();
    common(metadata, isNamespaced, names, errors);
    plain(metadata, errors);
    checkFinalizers(metadata.array("finalizers"), errors);
    checkManagedFields(metadata.array("managedFields"), errors);
    checkFinalizerDomains(object, errors);
  }

  /**
   * After {@link #carriedOver}. The name need only be fit for a path: what exists is called as it
   * is.
   */
  public static void updated(
      ApiObject next, ApiObject before, boolean isNamespaced, FieldErrors errors) {
    JsonObject metadata = next.metadata();
    JsonObject old = before.metadata();
    common(metadata, isNamespaced, NameRule.PATH_SEGMENT, errors);
    plain(metadata, errors);
    checkFinalizers(metadata.array("finalizers"), errors);
    checkManagedFields(metadata.array("managedFields"), errors);
    if (before.isBeingDeleted()) {
      checkNoNewFinalizers(next.finalizers(), before.finalizers(), errors);
    }
    if (next.resourceVersion().isEmpty()) {
      // Where this is asked, the store asks first, and counts revisions.
      errors.invalid(METADATA.child("resourceVersion"), 0, "must be specified for an update");
    }
    if (next.generation() < before.generation()) {
      errors.invalid(METADATA.child("generation"), next.generation(), "must not be decremented");
    }
    for (String name : IMMUTABLE) {
      if (!isSame(metadata, old, name)) {
        errors.invalid(METADATA.child(name), metadata.get(name), "field is immutable");
      }
    }
    checkFinalizerDomains(next, errors);
  }

  /**
   * The next version with what a request can neither change nor leave out: generation, uid, times
   * of creation and deletion. Before validation.
   */
  public static ApiObject carriedOver(ApiObject next, ApiObject before) {
    JsonObject old = before.metadata();
    return next.withMetadata(
        metadata -> {
          JsonObject carried = kept(metadata, old, "generation");
          if (carried.text("uid").isEmpty()) {
            carried = kept(carried, old, "uid");
          }
          for (String name : List.of("creationTimestamp", "deletionTimestamp")) {
            if (old.isSet(name)) {
              carried = carried.with(name, old.get(name));
            }
          }
          return old.isSet("deletionGracePeriodSeconds")
              ? carried.withDefault(
                  "deletionGracePeriodSeconds", old.get("deletionGracePeriodSeconds"))
              : carried;
        });
  }

  private static JsonObject kept(JsonObject metadata, JsonObject old, String name) {
    return old.isSet(name) ? metadata.with(name, old.get(name)) : metadata.without(name);
  }

  private static boolean isSame(JsonObject metadata, JsonObject old, String name) {
    boolean isThere = metadata.isSet(name);
    boolean wasThere = old.isSet(name);
    if (isThere && wasThere) {
      return metadata.get(name).equals(old.get(name));
    }
    return (!isThere || metadata.get(name).equals(JsonString.of("")))
        && (!wasThere || old.get(name).equals(JsonString.of("")));
  }

  private static void common(
      JsonObject metadata, boolean isNamespaced, NameRule names, FieldErrors errors) {
    String prefix = metadata.text("generateName");
    if (!prefix.isEmpty()) {
      names
          .problems(prefix, true)
          .forEach(wrong -> errors.invalid(METADATA.child("generateName"), prefix, wrong));
    }
    String name = metadata.text("name");
    if (name.isEmpty()) {
      errors.required(METADATA.child("name"), "name or generateName is required");
    } else {
      names
          .problems(name, false)
          .forEach(wrong -> errors.invalid(METADATA.child("name"), name, wrong));
    }
    String namespace = metadata.text("namespace");
    if (!isNamespaced) {
      if (!namespace.isEmpty()) {
        errors.forbidden(NAMESPACE, "not allowed on this type");
      }
    } else if (namespace.isEmpty()) {
      errors.required(NAMESPACE, "");
    } else {
      Names.label1123(namespace).forEach(wrong -> errors.invalid(NAMESPACE, namespace, wrong));
    }
    if (metadata.get("generation") instanceof JsonLong(long generation) && generation < 0) {
      errors.invalid(
          METADATA.child("generation"), generation, "must be greater than or equal to 0");
    }
  }

  private static void plain(JsonObject metadata, FieldErrors errors) {
    Labels.check(metadata.object("labels"), METADATA.child("labels"), errors);
    Labels.checkAnnotations(metadata.object("annotations"), METADATA.child("annotations"), errors);
    checkOwners(metadata.array("ownerReferences"), errors);
  }

  private static void checkOwners(JsonArray owners, FieldErrors errors) {
    String controller = "";
    for (JsonObject owner : owners.objects().toList()) {
      String apiVersion = owner.text("apiVersion");
      if (apiVersion.isEmpty() || apiVersion.endsWith("/")) {
        errors.invalid(OWNERS.child("apiVersion"), apiVersion, "version must not be empty");
      }
      for (String name : List.of("kind", "name", "uid")) {
        if (owner.text(name).isEmpty()) {
          errors.invalid(OWNERS.child(name), "", "must not be empty");
        }
      }
      if (apiVersion.equals("v1") && owner.text("kind").equals("Event")) {
        errors.invalid(OWNERS, owner, "/v1, Kind=Event is disallowed from being an owner");
      }
      if (owner.isTrue("controller")) {
        String current = owner.text("kind") + "/" + owner.text("name");
        if (controller.isEmpty()) {
          controller = current;
        } else {
          errors.invalid(
              OWNERS,
              owners,
              "Only one reference can have Controller set to true. Found \"true\" in references"
                  + " for %s and %s".formatted(controller, current));
        }
      }
    }
  }

  private static void checkFinalizers(JsonArray finalizers, FieldErrors errors) {
    List<String> all = finalizers.texts().toList();
    for (String finalizer : all) {
      Names.qualifiedName(finalizer).forEach(wrong -> errors.invalid(FINALIZERS, finalizer, wrong));
    }
    if (all.contains(ORPHAN) && all.contains(FOREGROUND)) {
      errors.invalid(
          FINALIZERS,
          finalizers,
          "finalizer %s and %s cannot be both set".formatted(ORPHAN, FOREGROUND));
    }
  }

  /** Most built-in kinds take only finalizers with a domain, and the few of old. */
  private static void checkFinalizerDomains(ApiObject object, FieldErrors errors) {
    JsonArray finalizers = object.metadata().array("finalizers");
    if (!finalizers.isEmpty() && !STRICT_GROUPS.contains(object.kind().group())) {
      return;
    }
    for (int i = 0; i < finalizers.size(); i++) {
      if (finalizers.get(i) instanceof JsonString(String finalizer)
          && finalizer.indexOf('/') < 0
          && !STANDARD_FINALIZERS.contains(finalizer)) {
        errors.invalid(
            FINALIZERS.index(i),
            finalizer,
            "name is neither a standard finalizer name nor is it fully qualified");
      }
    }
  }

  private static void checkNoNewFinalizers(
      List<String> next, List<String> before, FieldErrors errors) {
    TreeSet<String> extra = new TreeSet<>(next);
    before.forEach(extra::remove);
    if (!extra.isEmpty()) {
      errors.forbidden(
          FINALIZERS,
          "no new finalizers can be added if the object is being deleted, found new finalizers"
              + extra.stream()
                  .map(each -> "\"" + each + "\"")
                  .collect(Collectors.joining(", ", " []string{", "}")));
    }
  }

  private static void checkManagedFields(JsonArray entries, FieldErrors errors) {
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i) instanceof JsonObject entry) {
        checkManagedFields(entry, METADATA.child("managedFields").index(i), errors);
      }
    }
  }

  private static void checkManagedFields(JsonObject entry, FieldPath path, FieldErrors errors) {
    String operation = entry.text("operation");
    if (!operation.equals("Apply") && !operation.equals("Update")) {
      errors.invalid(path.child("operation"), operation, "must be `Apply` or `Update`");
    }
    String type = entry.text("fieldsType");
    if (!type.isEmpty() && !type.equals("FieldsV1")) {
      errors.invalid(path.child("fieldsType"), type, "must be `FieldsV1`");
    }
    checkManager(entry.text("manager"), path.child("manager"), errors);
    if (Texts.length(entry.text("subresource")) > SUBRESOURCE_MOST) {
      errors.tooLong(path.child("subresource"), SUBRESOURCE_MOST);
    }
  }

  /** A field manager: 128 bytes at most, and fit to print. */
  public static void checkManager(String manager, FieldPath path, FieldErrors errors) {
    if (Texts.length(manager) > MANAGER_MOST) {
      errors.tooLong(path, MANAGER_MOST);
    }
    int position = 0;
    for (int i = 0; i < manager.length(); i += Character.charCount(manager.codePointAt(i))) {
      int c = manager.codePointAt(i);
      if (c != ' ' && (Character.isISOControl(c) || Character.isWhitespace(c))) {
        errors.invalid(
            path, manager, "invalid character U+%04X (at position %d)".formatted(c, position));
      }
      position += Texts.length(Character.toString(c));
    }
  }
}
